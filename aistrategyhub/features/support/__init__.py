"""Support: what people ask the firm under a number, and what is said until it is solved."""
