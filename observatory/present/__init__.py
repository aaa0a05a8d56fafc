"""What is shown: labels, palette, maps, charts, files. No access to the base."""
