"""One thin State per screen of the library."""
