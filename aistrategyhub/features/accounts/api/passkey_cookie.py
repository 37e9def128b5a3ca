"""Ceremonies with a passkey over HTTP: the challenge's token travels in a cookie that no script reads."""

from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.models import ChallengeKind
from aistrategyhub.features.accounts.schemas.second_factor import OptionsBody
from aistrategyhub.features.accounts.service.challenges import CHALLENGE_LASTS, OpenChallenge, use_challenge
from aistrategyhub.features.accounts.service.passkeys import Ceremony, Site
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SiteIdentity
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import ok

PASSKEY_COOKIE = "__Host-passkey"
_ANY_SITE = "AIStrategyHub"


async def site_of(request: Request, session: AsyncSession) -> Site:
    """The site whose passkeys are asked for: the host name that led to the tenant, which the edge has checked."""
    identity = await find_setting(session, SiteIdentity)
    schemes = ("https",) if request.url.scheme == "https" else ("http", "https")
    return Site(
        host=request.url.hostname or "",
        origins=tuple(f"{scheme}://{request.headers['host']}" for scheme in schemes),
        name=identity.site_name if identity else _ANY_SITE,
    )


def ask(ceremony: Ceremony) -> JSONResponse:
    """The options for the browser, and the cookie that goes on with them."""
    response = JSONResponse(ok(OptionsBody(options=ceremony.options)).model_dump(mode="json"))
    response.set_cookie(
        PASSKEY_COOKIE, ceremony.token, max_age=int(CHALLENGE_LASTS / timedelta(seconds=1)), **_COOKIE_FLAGS
    )
    return response


async def use_up(request: Request, kind: ChallengeKind) -> OpenChallenge:
    """The browser's challenge, which is over from here on, whatever the answer is worth. Raises ChallengeOver."""
    async with unit_of_work() as session:
        return await use_challenge(session, request.cookies.get(PASSKEY_COOKIE, ""), kind)


def forget_challenge(response: Response) -> None:
    """Takes the cookie back."""
    response.delete_cookie(PASSKEY_COOKIE, **_COOKIE_FLAGS)


_COOKIE_FLAGS: dict[str, Any] = {"path": "/", "secure": True, "httponly": True, "samesite": "lax"}
