"""Card payments: the provider behind a Protocol, the client on Stripe's SDK, and the local stand-in."""
