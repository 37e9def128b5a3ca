"""Who owns the data: the firm, its domains."""
