"""Frozen dataclasses and pure rules: no input, no output, no import of a sibling."""
