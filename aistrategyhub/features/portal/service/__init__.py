"""Verbs that concern all rooms: a copy of everything about a person, and their erasure."""
