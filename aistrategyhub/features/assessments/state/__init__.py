"""One thin State per screen."""
