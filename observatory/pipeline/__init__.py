"""The order of things: the way of a signalement in, the only place where stages meet."""
