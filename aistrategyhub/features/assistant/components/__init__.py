"""What one sees of the assistant."""
