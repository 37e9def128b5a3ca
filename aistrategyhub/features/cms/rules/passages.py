"""The words of a content of any kind, in the order of its form. Pure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from aistrategyhub.features.cms.rules.forms import content_form
from aistrategyhub.features.cms.schemas.editor import FormField
from aistrategyhub.features.cms.schemas.views import PassageView
from aistrategyhub.features.media.schemas import ImageView
from aistrategyhub.features.publishing.rules import drawn_html

_HTML = ("rich_text", "article")
_WORDS = ("line", "lines", "list", "number")
_HEADS = ("part", "items")


def passages(
    model: type[BaseModel], content: Mapping[str, Any], images: Mapping[UUID, ImageView], said: frozenset[str]
) -> list[PassageView]:
    """What is written in the fields of a content, those left out whose words are `said` elsewhere. A heading stands
    only where something stands below it."""
    anchors: set[str] = set()
    drawn = [_passage(row, images, anchors) for row in content_form(model, content) if row.value not in said]
    shown: list[PassageView] = []
    for passage in drawn:
        if passage is None:
            continue
        if shown and _is_head(passage) and _is_head(shown[-1]):
            shown.pop()
        shown.append(passage)
    return shown[:-1] if shown and _is_head(shown[-1]) else shown


def _passage(row: FormField, images: Mapping[UUID, ImageView], anchors: set[str]) -> PassageView | None:
    if row.widget in _HEADS:
        return PassageView(f"{row.path}:head", row.label)
    if not row.value:
        return None
    if row.widget in _HTML:
        return PassageView(row.path, html=drawn_html(row.value, images, anchors))
    if row.widget == "image":
        image = images.get(UUID(row.value))
        return PassageView(row.path, image=image) if image else None
    return PassageView(row.path, row.label, row.value) if row.widget in _WORDS else None


def _is_head(passage: PassageView) -> bool:
    return not (passage.text or passage.html or passage.image.src)
