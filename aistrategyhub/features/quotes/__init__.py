"""Requests for a quote: what somebody wants to buy, and the answers that a price depends on."""
