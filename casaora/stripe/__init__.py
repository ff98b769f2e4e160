"""The card processor: our few words for it (gateway), what it tells us (inbox), and a stand-in for tests and the demo."""
