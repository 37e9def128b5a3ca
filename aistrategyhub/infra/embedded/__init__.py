"""PostgreSQL and Redis from Python wheels, run by the product itself when no other server is named."""

from aistrategyhub.infra.embedded.attach import Services, services

__all__ = ["Services", "services"]
