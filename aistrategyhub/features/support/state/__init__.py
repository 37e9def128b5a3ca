"""What the screens of tickets hold."""
