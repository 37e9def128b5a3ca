"""Subscriptions of people to plans of the catalogue: every period is an order of its own, charged on their card."""
