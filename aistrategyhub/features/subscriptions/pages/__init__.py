"""Screens of subscriptions."""
