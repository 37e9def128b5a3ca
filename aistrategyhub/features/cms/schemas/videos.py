"""Addresses of films that stand elsewhere: pages of YouTube and Vimeo."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.schemas.problems import ContentProblem

_VIDEO_REFUSED = mark("Il video deve stare su YouTube o Vimeo: copia l’indirizzo della sua pagina.")
_VIDEO = re.compile(
    r"https://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?v=|embed/|shorts/|live/)|youtu\.be/)[\w-]{11}(?:[?&#]\S*)?"
    r"|https://(?:www\.|player\.)?vimeo\.com/(?:video/)?\d{4,12}(?:[/?#]\S*)?"
)


def _video_address(address: str) -> str:
    address = address.strip()
    if address and _VIDEO.fullmatch(address) is None:
        raise ContentProblem("VIDEO_REFUSED", _VIDEO_REFUSED)
    return address


VideoAddress = Annotated[str, StringConstraints(max_length=300), AfterValidator(_video_address)]
