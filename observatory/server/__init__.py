"""The owner: one process that holds the base and serves the office."""
