"""Pages of other sites, fetched without trusting them."""
