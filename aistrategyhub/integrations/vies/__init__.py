"""VIES, the Commission's window on the VAT registers of the member states."""
