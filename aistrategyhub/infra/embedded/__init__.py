"""PostgreSQL and Redis from Python wheels, run by the product itself when no other server is named."""
