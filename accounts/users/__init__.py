"""The person who signs in: e-mail, password, language, staff groups."""
