"""The site's own screens."""
