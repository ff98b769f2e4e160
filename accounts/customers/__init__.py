"""The households: profile and address book."""
