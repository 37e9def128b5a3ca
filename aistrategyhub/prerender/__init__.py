"""Static HTML of Reflex pages with their data, alive at the first touch. Knows no room of this product."""
