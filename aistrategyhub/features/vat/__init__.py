"""VAT: which rate a sale bears, in which country, and why. `docs/pricing-and-vat.md` is the prose."""
