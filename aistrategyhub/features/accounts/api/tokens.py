"""Signing in for programs: a pair of tokens, the next pair, and the end."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.features.accounts.api.entrance import HalfWay, enter, visitor_of
from aistrategyhub.features.accounts.api.second_step import take_second_step
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.rules.sessions import ACCESS_LASTS
from aistrategyhub.features.accounts.schemas import SecondFactorBody, SignInBody
from aistrategyhub.features.accounts.schemas.devices import RefreshBody, TokenPairBody
from aistrategyhub.features.accounts.schemas.second_factor import SecondStepBody
from aistrategyhub.features.accounts.service.program_sessions import TokenPair, open_program_session, refresh
from aistrategyhub.features.accounts.service.second_factor import Proven
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(tags=["accounts"])


@router.post("/auth/token")
@public("whoever signs in is not signed in yet")
async def token(request: Request, body: SignInBody) -> Envelope[TokenPairBody | SecondFactorBody]:
    """Signs in a program: a pair of tokens, or the challenge that /auth/token/mfa goes on with."""

    async def let_in(session: AsyncSession, person: Person) -> TokenPair:
        return await open_program_session(session, person, methods=["password"], **_caller(request))

    entered = await enter(request, body.email, body.password, let_in)
    if isinstance(entered, HalfWay):
        return ok(SecondFactorBody(challenge_token=entered.challenge))
    return ok(_body(entered))


@router.post("/auth/token/mfa")
@public("whoever has shown only the password is not signed in yet")
async def second_step(request: Request, body: SecondStepBody) -> Envelope[TokenPairBody]:
    """The pair of tokens for a program that shows the challenge of /auth/token and a code."""

    async def let_in(session: AsyncSession, proven: Proven) -> TokenPair:
        return await open_program_session(session, proven.person, methods=proven.methods, **_caller(request))

    return ok(_body(await take_second_step(request, body.challenge_token or "", body.code, let_in)))


@router.post("/auth/refresh")
@public("the refresh token is the proof")
async def next_pair(body: RefreshBody) -> Envelope[TokenPairBody]:
    """The next pair for a refresh token, which is good once. One used before ends the session, unless it was used
    within the last seconds: then 409 says that another call has the new pair."""
    async with unit_of_work() as session:
        refreshed = await refresh(session, body.refresh_token)
    if isinstance(refreshed, DomainError):
        raise refreshed
    return ok(_body(refreshed))


def _caller(request: Request) -> dict[str, Any]:
    visitor = asdict(visitor_of(request))
    return {name: visitor[name] for name in ("ip_address", "user_agent")}


def _body(pair: TokenPair) -> TokenPairBody:
    return TokenPairBody(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        expires_in=int(ACCESS_LASTS.total_seconds()),
    )
