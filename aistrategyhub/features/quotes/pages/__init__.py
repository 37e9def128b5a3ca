"""Screens of the requests for a quote."""
