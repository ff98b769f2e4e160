"""Drills: each trouble is caused for real, told, ended by the steps of its runbook, and over."""
