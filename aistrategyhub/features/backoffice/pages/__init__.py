"""The screens of the backoffice."""
