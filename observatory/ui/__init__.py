"""Thin pages of the dashboard and their components."""
