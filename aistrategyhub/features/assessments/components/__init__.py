"""Pieces of the assessments."""
