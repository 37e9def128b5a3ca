"""Pieces of the site's own pages."""
