"""Pages of the blog."""
