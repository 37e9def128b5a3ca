"""Templates of the legal documents: files with a version, which become pages of the site.

A file begins with lines `version:`, `title:` and `summary:`; then come sections, each a line `## Title` and its HTML.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aistrategyhub.core.text import LOCALES
from aistrategyhub.features.legal.models import DocumentKind
from aistrategyhub.features.legal.schemas import Facts

_FOLDER = Path(__file__).parent / "templates"
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True)
class Rendered:
    """A document in one language: which template it is, and the content of its page."""

    version: str
    content: dict[str, Any]


def render(kind: DocumentKind, locale: str, facts: Facts) -> Rendered:
    """The document in this language with these facts, which must be in it too."""
    if locale not in LOCALES:
        raise ValueError(f"no template of {kind} in {locale!r}")
    text = _TEMPLATES.get_template(f"{kind.value}.{locale}.j2").render(facts=facts)
    head, *sections = text.split("\n## ")
    told = dict(line.split(": ", 1) for line in head.strip().splitlines())
    blocks = [_block(number, section) for number, section in enumerate(sections, start=1)]
    content = {"title": told["title"], "summary": told["summary"], "blocks": blocks}
    return Rendered(told["version"], content)


def _block(number: int, section: str) -> dict[str, Any]:
    title, _line, body = section.partition("\n")
    # The title is plain text of a page, not HTML.
    return {"kind": "text", "id": f"legal-{number}", "title": title.strip(), "body": body.strip()}
