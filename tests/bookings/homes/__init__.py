"""The homes of both sides."""
