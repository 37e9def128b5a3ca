"""What one sees of the blog."""
