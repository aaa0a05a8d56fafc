"""What an action changed: before and after, there and elsewhere."""
