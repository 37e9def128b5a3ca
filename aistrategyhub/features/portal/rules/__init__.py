"""Decisions and words of the portal. Pure."""
