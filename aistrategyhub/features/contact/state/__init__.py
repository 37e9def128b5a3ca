"""What the screens of the messages show."""
