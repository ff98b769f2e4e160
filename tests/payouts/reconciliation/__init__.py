"""The processor's books against ours."""
