"""What the assistant reads, finds, says and shows."""
