"""The fictional city of Port-Clairval, generated from a seed."""
