"""The screens of the assistant."""
