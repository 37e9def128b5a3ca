"""From the buyer's data to an order awaiting payment."""
