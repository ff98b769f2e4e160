"""Tags that pages of lower packages use for what stands above them."""
