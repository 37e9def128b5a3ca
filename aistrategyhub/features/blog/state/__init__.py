"""States of the blog's screens."""
