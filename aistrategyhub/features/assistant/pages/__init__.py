"""Screens of the assistant."""
