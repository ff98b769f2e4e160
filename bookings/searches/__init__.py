"""Searches that a household keeps: to run them again, and to hear of new people who fit."""
