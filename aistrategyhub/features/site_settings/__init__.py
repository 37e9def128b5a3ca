"""Typed settings that the owner edits."""
