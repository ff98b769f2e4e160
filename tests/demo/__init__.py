"""The demo city and its clock."""
