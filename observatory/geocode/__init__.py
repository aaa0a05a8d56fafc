"""Address text to a place: normalise, gazetteer, search, reverse."""
