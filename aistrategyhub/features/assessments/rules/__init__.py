"""Decisions of the assessments. Pure: no database, no clock."""
