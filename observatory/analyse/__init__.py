"""Statistics: arrays in, arrays out. Neither SQL nor Ibis is known here, nor the words of the office."""
