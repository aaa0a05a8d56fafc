"""The indicators of the office: one function each, over the groups of a :class:`~.champ.Champ`."""
