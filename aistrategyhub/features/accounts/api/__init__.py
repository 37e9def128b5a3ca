"""People over HTTP."""

from aistrategyhub.features.accounts.api import (
    devices,
    impersonation,
    me,
    openid,
    own_second_factor,
    passkeys,
    passwords,
    people,
    registration,
    second_step,
    sign_in,
    step_up,
    tokens,
    unlock,
)
from aistrategyhub.features.accounts.api.principal import principal_finder

ROUTERS = (
    sign_in.router,
    second_step.router,
    passkeys.router,
    step_up.router,
    unlock.router,
    registration.router,
    passwords.router,
    tokens.router,
    devices.router,
    me.router,
    own_second_factor.router,
    people.router,
    impersonation.router,
    openid.router,
)

__all__ = ["ROUTERS", "principal_finder"]
