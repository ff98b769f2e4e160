"""Whether the processor's books and ours say the same, movement by movement, and what waits in suspense; open items until people close them."""
