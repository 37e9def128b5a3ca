"""Tickets as the firm and whoever asks see them."""
