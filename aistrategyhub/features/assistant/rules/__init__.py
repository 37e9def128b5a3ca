"""Decisions of the assistant. Pure."""
