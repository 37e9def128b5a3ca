"""Screens of the legal documents."""
