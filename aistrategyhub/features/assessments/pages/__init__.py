"""Screens of the assessments."""
