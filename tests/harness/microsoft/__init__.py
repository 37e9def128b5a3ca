"""A local Microsoft: sign-in and Graph on TLS, as strict as the real ones where our mail depends on it."""
