"""The words of a service: from what its editor writes to what visitors read. Pure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.schemas import (
    Attribute,
    Faq,
    ItemSections,
    PageSeo,
    Picture,
    ServiceContent,
    Step,
    Testimonial,
    TextDraft,
)
from aistrategyhub.features.publishing.schemas.parts import media_of

_SAME = ("hero_title", "hero_subtitle", "problem", "solution", "includes", "for_whom", "not_for_whom")
_NO_NAME = mark("Manca il nome: scrivilo prima di pubblicare.")
_NO_DESCRIPTION = mark("Manca la descrizione breve: scrivila prima di pubblicare.")
_HALF_A_QUESTION = mark("Una domanda ha bisogno della sua risposta.")
_HALF_AN_ATTRIBUTE = mark("Una caratteristica ha bisogno di un nome e di un valore.")


def unfinished(content: ServiceContent) -> list[FieldError]:
    """What keeps the words from being published: no name, no description, halves of questions and attributes."""
    errors = []
    if not content.name:
        errors.append(FieldError("name", "MISSING", _NO_NAME))
    if not content.short_description:
        errors.append(FieldError("short_description", "MISSING", _NO_DESCRIPTION))
    for place, faq in enumerate(content.faqs):
        if bool(faq.question) is not bool(faq.answer):
            errors.append(FieldError(f"faqs.{place}.answer", "HALF_A_QUESTION", _HALF_A_QUESTION))
    for place, attribute in enumerate(content.attributes):
        if bool(attribute.name) is not bool(attribute.value):
            errors.append(FieldError(f"attributes.{place}.value", "HALF_AN_ATTRIBUTE", _HALF_AN_ATTRIBUTE))
    return errors


def things_of(content: ServiceContent) -> frozenset[str]:
    """The pictures that the words show (`media:<id>`)."""
    return frozenset(f"media:{media_id}" for media_id in media_of(content))


def sections_of(content: ServiceContent) -> ItemSections:
    """What visitors read: numbered steps, and nothing that is empty."""
    return ItemSections(
        **content.model_dump(include=set(_SAME)),
        hero_image_id=_text(content.hero_image_id),
        steps=tuple(
            Step(number=number, title=step.title, description=step.description)
            for number, step in enumerate((s for s in content.steps if s.title or s.description), 1)
        ),
        testimonials=tuple(Testimonial(**said.model_dump()) for said in content.testimonials if said.text),
        faqs=tuple(Faq(**faq.model_dump()) for faq in content.faqs if faq.question and faq.answer),
        images=tuple(
            Picture(image_id=str(picture.image_id), caption=picture.caption)
            for picture in content.images
            if picture.image_id
        ),
        attributes=tuple(Attribute(**one.model_dump()) for one in content.attributes if one.name and one.value),
        seo=PageSeo(**content.seo.model_dump(exclude={"image_id"}), image_id=_text(content.seo.image_id)),
    )


def content_of(words: TextDraft) -> dict[str, Any]:
    """The same words as an editor finds them."""
    sections = words.sections.model_dump(mode="json")
    sections["steps"] = [_without(step, "number") for step in sections["steps"]]
    sections["hero_image_id"] = sections["hero_image_id"] or None
    sections["seo"]["image_id"] = sections["seo"]["image_id"] or None
    return {"name": words.name, "short_description": words.short_description, **sections}


def _text(media_id: UUID | None) -> str:
    return "" if media_id is None else str(media_id)


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
