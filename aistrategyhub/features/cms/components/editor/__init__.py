"""The screens of editors, piece by piece."""
