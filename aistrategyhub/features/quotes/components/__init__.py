"""Pieces of the requests: the form, the firm's list and a person's own."""
