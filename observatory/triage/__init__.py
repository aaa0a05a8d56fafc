"""Sorting what was told: its category, what it doubles, which service acts and by when."""
