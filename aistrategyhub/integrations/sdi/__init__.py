"""The Sistema di Interscambio: files go to it through a channel, receipts come back."""
