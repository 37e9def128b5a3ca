"""Cards that people keep with the payment provider, to pay with one click and to be charged when a period begins."""
