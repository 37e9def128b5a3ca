"""Pages of the public site that are made of words."""
