"""Pieces of the backoffice's screens, a module per screen."""
