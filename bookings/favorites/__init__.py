"""Professionals whom a household wants to find again."""
