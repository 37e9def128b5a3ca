"""Help with a draft: what is asked, what is kept of an answer, and what an accepted piece does to the draft. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from pydantic import BaseModel

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import UNPRINTABLE
from aistrategyhub.core.latin import has_control_characters
from aistrategyhub.core.text import LOCALES, mark
from aistrategyhub.features.blog.schemas.content import PostContent
from aistrategyhub.features.blog.schemas.helping import HelpWish, Idea, OutlineAnswer, SummaryAnswer, TitlesAnswer

LONGEST_TOPIC, LONGEST_KEYWORDS = 400, 300
_LONGEST_DRAFT = 12_000
_MOST = {"title": 8, "section": 12, "tag": 8}
_LONGEST = {"title": 120, "section": 120, "excerpt": 400, "seo_title": 70, "seo_description": 170, "tag": 40}
_LONGEST_POINT, _MOST_POINTS = 300, 8

TONES = {
    "professional": (mark("Professionale"), "professional and plain"),
    "popular": (mark("Divulgativo"), "for readers who know nothing of the subject, with everyday examples"),
    "direct": (mark("Diretto"), "direct, to a manager who has five minutes and must decide"),
}
LENGTHS = {
    "short": (mark("Breve, 500 parole circa"), "about 500 words"),
    "medium": (mark("Media, 900 parole circa"), "about 900 words"),
    "long": (mark("Lunga, 1.800 parole circa"), "about 1800 words"),
}
LANGUAGES = {"it": (mark("Italiano"), "Italian"), "en": (mark("Inglese"), "English")}
PIECES = {
    "title": mark("Titolo"),
    "section": mark("Scaletta"),
    "excerpt": mark("Sommario"),
    "seo_title": mark("Titolo per i motori di ricerca"),
    "seo_description": mark("Descrizione per i motori di ricerca"),
    "tag": mark("Tag"),
}

_ASK_TOPIC = mark("Scrivi di che cosa parla l’articolo.")
_TOO_LONG = mark("Il testo supera i {longest} caratteri ammessi.")
_CHOOSE = mark("Scegli una delle voci dell’elenco.")


def read_wish(form: Mapping[str, Any]) -> HelpWish:
    """What was typed. Raises InvalidInput with every wrong field."""
    told = {
        name: " ".join(str(form.get(name, "")).split()) for name in ("topic", "keywords", "locale", "tone", "length")
    }
    errors = [] if told["topic"] else [FieldError("topic", "REQUIRED", _ASK_TOPIC)]
    for name, longest in (("topic", LONGEST_TOPIC), ("keywords", LONGEST_KEYWORDS)):
        if len(told[name]) > longest:
            errors.append(FieldError(name, "TOO_LONG", _TOO_LONG, {"longest": longest}))
        elif has_control_characters(told[name]):
            errors.append(FieldError(name, "INVALID_CHARACTERS", UNPRINTABLE))
    for name, known in (("locale", LOCALES), ("tone", TONES), ("length", LENGTHS)):
        if told[name] not in known:
            errors.append(FieldError(name, "UNKNOWN", _CHOOSE))
    if errors:
        raise InvalidInput(errors)
    return HelpWish(**told)


def data_of(wish: HelpWish, *, title: str = "", text: str = "") -> dict[str, str]:
    """What the model is given: the wish, and the draft so far."""
    return {
        "topic": wish.topic,
        "keywords": wish.keywords,
        "language": LANGUAGES[wish.locale][1],
        "tone": TONES[wish.tone][1],
        "length": LENGTHS[wish.length][1],
        "draft_title": title,
        "draft_text": text[:_LONGEST_DRAFT],
    }


def ideas_of(answer: BaseModel) -> list[Idea]:
    """The pieces of an answer that are worth showing: one line each, cut where a post could not hold them."""
    if isinstance(answer, TitlesAnswer):
        return _ideas("title", answer.titles)
    if isinstance(answer, OutlineAnswer):
        return [idea for section in answer.sections[: _MOST["section"]] for idea in _section(section)]
    assert isinstance(answer, SummaryAnswer)
    return [
        *_ideas("excerpt", [answer.excerpt]),
        *_ideas("seo_title", [answer.seo_title]),
        *_ideas("seo_description", [answer.seo_description]),
        *_ideas("tag", answer.tags),
    ]


def accepted(content: Mapping[str, Any], locale: str, idea: Idea) -> dict[str, Any]:
    """The draft with this piece in it: words are replaced, a section is added below the text. Tags are no words."""
    own = dict(content.get(locale) or PostContent().model_dump(mode="json"))
    if idea.piece == "section":
        own["body"] = str(own.get("body", "")) + section_html(idea)
    elif idea.piece in ("seo_title", "seo_description"):
        own["seo"] = {**(own.get("seo") or {}), idea.piece.removeprefix("seo_"): idea.text}
    elif idea.piece in ("title", "excerpt"):
        own[idea.piece] = idea.text
    return {**content, locale: own}


def section_html(idea: Idea) -> str:
    """A section of an outline: its heading, and its points as a list to write from. What a model wrote is no HTML."""
    points = "".join(f"<li><p>{escape(point)}</p></li>" for point in idea.points)
    return f"<h2>{escape(idea.text)}</h2>" + (f"<ul>{points}</ul>" if points else "")


def _ideas(piece: str, texts: Sequence[str]) -> list[Idea]:
    lines = dict.fromkeys(_line(text, _LONGEST[piece]) for text in texts)
    return [Idea(piece, line) for line in lines if line][: _MOST.get(piece, 1)]


def _section(section: Any) -> Iterable[Idea]:
    points = [line for point in section.points[:_MOST_POINTS] if (line := _line(point, _LONGEST_POINT))]
    heading = _line(section.heading, _LONGEST["section"])
    return [Idea("section", heading, points)] if heading else []


def _line(text: str, longest: int) -> str:
    """On one line without control characters, cut at a word."""
    line = " ".join("".join(" " if has_control_characters(sign) else sign for sign in text).split())
    if len(line) <= longest:
        return line
    start = line[: longest - 1]
    return (start.rpartition(" ")[0] or start).rstrip(",;:") + "…"
