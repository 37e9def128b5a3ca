"""Signing keys: where the firm keeps its own, in a file or on a token."""
