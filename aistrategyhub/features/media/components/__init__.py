"""Pieces of the library: tiles, details, the dialog in which other screens choose a file."""
