"""What the owner of the catalogue works with."""
