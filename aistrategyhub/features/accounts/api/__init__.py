"""People over HTTP."""

from aistrategyhub.features.accounts.api import me, sign_in
from aistrategyhub.features.accounts.api.principal import principal_finder

ROUTERS = (sign_in.router, me.router)

__all__ = ["ROUTERS", "principal_finder"]
