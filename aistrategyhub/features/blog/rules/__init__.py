"""Decisions of the blog. Pure: reads no clock, no database."""
