"""Pieces of the checkout."""
