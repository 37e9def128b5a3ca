"""Pieces of the screens of subscriptions."""
