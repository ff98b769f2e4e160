"""Signing up, signing in, codes and the second factor: allauth with our pages, limits, mails and verbs."""
