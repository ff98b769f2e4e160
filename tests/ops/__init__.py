"""What is asked of the whole house."""
