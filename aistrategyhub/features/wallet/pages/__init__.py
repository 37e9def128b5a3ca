"""Screens of the wallet."""
