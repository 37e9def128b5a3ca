"""Bots over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, status

from aistrategyhub.core.access import requires
from aistrategyhub.features.assistant import queries, service
from aistrategyhub.features.assistant.models import Bot, BotStatus
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.rules.origins import read_origins
from aistrategyhub.features.assistant.schemas.bodies import BotBody, BotChange, NewBot
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(prefix="/bots", tags=["assistant"])

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
@requires(AssistantPermission.READ)
async def list_all() -> Envelope[list[BotBody]]:
    """Every bot, by number. Number 1 is the assistant of the site."""
    async with unit_of_work() as session:
        return ok([body_of(bot) for bot in await queries.list_bots(session)])


@router.post("", status_code=status.HTTP_201_CREATED)
@requires(AssistantPermission.CHANGE)
async def create(body: NewBot) -> Envelope[BotBody]:
    """Makes a bot: a draft that knows nothing yet."""
    async with unit_of_work() as session:
        return ok(body_of(await service.create_bot(session, body.name.strip())))


@router.get("/{number}")
@requires(AssistantPermission.READ)
async def get_one(number: Number) -> Envelope[BotBody]:
    """One bot."""
    async with unit_of_work() as session:
        return ok(body_of(await queries.get_bot(session, number)))


@router.patch("/{number}")
@requires(AssistantPermission.CHANGE)
async def change(number: Number, body: BotChange) -> Envelope[BotBody]:
    """Makes a bot behave otherwise."""
    async with unit_of_work() as session:
        changes = body.model_dump(exclude_none=True)
        if body.allowed_origins is not None:
            changes["allowed_origins"] = read_origins(body.allowed_origins)
        return ok(body_of(await service.change_bot(session, number, **changes)))


@router.post("/{number}/publish")
@requires(AssistantPermission.CHANGE)
async def publish(number: Number) -> Envelope[BotBody]:
    """Lets visitors ask it from now on."""
    return await _put(number, BotStatus.ACTIVE)


@router.post("/{number}/pause")
@requires(AssistantPermission.CHANGE)
async def pause(number: Number) -> Envelope[BotBody]:
    """Answers nobody until it is published again. People go on speaking in conversations that they are in."""
    return await _put(number, BotStatus.PAUSED)


async def _put(number: int, status: BotStatus) -> Envelope[BotBody]:
    async with unit_of_work() as session:
        return ok(body_of(await service.change_bot(session, number, status=status)))


def body_of(bot: Bot) -> BotBody:
    """The bot as the API tells it."""
    return BotBody.model_validate({name: getattr(bot, name) for name in BotBody.model_fields})
