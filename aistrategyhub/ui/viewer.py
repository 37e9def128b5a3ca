"""Who is looking: what a shell shows or hides. It decides nothing: every handler checks for itself."""

from typing import Any
from urllib.parse import urlencode

import reflex as rx

from aistrategyhub.core.access import Permission, find_principal, public
from aistrategyhub.ui.parts.base import localized

SIGN_IN_ROUTE = "/accedi"
STEP_UP_ROUTE = "/conferma-identita"
SECURITY_ROUTE = "/profilo/sicurezza"


class ViewerState(rx.State):
    """Whether the person is signed in, in whose name, and what their role may do. Never read it to allow something."""

    signed_in: bool = False
    permissions: list[str] = []
    is_in_somebodys_name: bool = False
    is_known: bool = False

    @rx.event
    @public("tells people only what they themselves may do")
    async def load(self) -> None:
        principal = find_principal()
        self.signed_in = principal is not None and principal.is_signed_in
        self.permissions = sorted(principal.permissions) if principal else []
        self.is_in_somebodys_name = principal is not None and principal.impersonator_id is not None
        self.is_known = True

    @rx.event
    @public("sends visitors to the sign-in page, and whoever lacks a second factor to get one; shows nothing")
    async def admit(self) -> Any:
        principal = find_principal()
        if principal is None or not principal.is_signed_in:
            return rx.redirect(sign_in_address(self.router.url.path))
        if principal.must_enrol and not self.router.url.path.rstrip("/").endswith(SECURITY_ROUTE):
            return rx.redirect(localized(SECURITY_ROUTE))
        return None


def sign_in_address(next_path: str) -> str:
    """The sign-in page, which leads on to `next_path`."""
    return f"{localized(SIGN_IN_ROUTE)}?{urlencode({'next': next_path})}"


def step_up_address(next_path: str) -> str:
    """The page that asks for the password or the second factor again, and leads back to `next_path`."""
    return f"{localized(STEP_UP_ROUTE)}?{urlencode({'next': next_path})}"


def may(permission: Permission | None) -> bool | rx.Var[bool]:
    """Whether to show what needs this permission."""
    return True if permission is None else ViewerState.permissions.contains(str(permission))
