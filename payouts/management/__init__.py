"""The operators' commands about money."""
