"""What the widget is told and takes."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.assistant.models import WidgetColour, WidgetSide, WidgetTheme
from aistrategyhub.features.assistant.schemas.bodies import PersonBody, ReferenceBody, TranscriptBody


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ArrivalBody(_Frozen):
    """The language of the page that the window opens on."""

    locale: Literal["it", "en"] = "it"


class WidgetBody(_Frozen):
    """A bot's window. `session` goes along with every other call, in the header Widget-Session; each renewal and each
    answer bring another, good for `expires_in` seconds. `consent` are the words beside the tick of who wants a person;
    `conversation` is what was said before, null for nothing. `is_signed_in`: on our own pages, and then they are asked
    neither for an address nor for a tick.
    """

    session: str
    expires_in: int
    name: str
    greeting: str
    locale: Literal["it", "en"]
    side: WidgetSide
    colour: WidgetColour
    theme: WidgetTheme
    consent: str
    is_signed_in: bool
    conversation: TranscriptBody | None


class WidgetQuestionBody(_Frozen):
    """A question in the widget: the session says to which bot, and in which conversation."""

    message: Annotated[str, Field(max_length=100_000)]
    locale: Literal["it", "en"] = "it"


class WidgetPersonBody(PersonBody):
    """Who wants a person, in the language of the window."""

    locale: Literal["it", "en"] = "it"


class TicketedBody(ReferenceBody):
    """The ticket, and the session that goes on from here."""

    session: str
