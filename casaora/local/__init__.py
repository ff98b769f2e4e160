"""PostgreSQL and Valkey from wheels, and everything that `make run` starts. Never used in production."""
