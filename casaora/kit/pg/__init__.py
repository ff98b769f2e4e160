"""PostgreSQL with a person: a database backend that says who is acting, the roles, and the policies' application."""
