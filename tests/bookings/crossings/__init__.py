"""Where what one package does meets what another did."""
