"""The window in which a bot speaks on any site: its scripts, and the sessions of those who use it."""
