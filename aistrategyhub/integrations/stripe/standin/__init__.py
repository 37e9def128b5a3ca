"""A little Stripe for machines without a key: strict like the real one, local, and it moves no money."""
