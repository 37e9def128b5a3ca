"""Texts of several paragraphs as pages show them: pictures where they lie now, code in colours, tables that scroll.

Pure. What comes in was cleaned when it was saved; what goes out is safe to write into a page and needs no script.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from uuid import UUID

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from aistrategyhub.features.media.schemas import ImageView
from aistrategyhub.features.publishing.schemas.html import anchored, headings_of, media_in

LANGUAGES = {
    "bash": "Shell",
    "css": "CSS",
    "diff": "Diff",
    "html": "HTML",
    "ini": "INI",
    "java": "Java",
    "javascript": "JavaScript",
    "json": "JSON",
    "php": "PHP",
    "python": "Python",
    "sql": "SQL",
    "typescript": "TypeScript",
    "xml": "XML",
    "yaml": "YAML",
}
"""The languages whose code is coloured, by the name that stands in `language-<name>`."""

SIZES = "(min-width: 48rem) 42rem, 100vw"

_FIGURE = re.compile(r"<figure>(.*?)</figure>", re.DOTALL)
_IMAGE = re.compile(r'<img(?:\s[\w-]+="[^"]*")*\s*/?>')
_ALT = re.compile(r'\salt="([^"]*)"')
_CODE = re.compile(r'<pre><code class="language-([a-z0-9+#-]+)">(.*?)</code></pre>', re.DOTALL)
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_COLOURS = HtmlFormatter(nowrap=True, classprefix="tok-")


@dataclass(frozen=True)
class Heading:
    """A heading of a text. `anchor` is where it stands in the page: `#<anchor>` leads to it."""

    level: int
    anchor: str
    text: str


def outline(html: str) -> list[Heading]:
    """The headings of a cleaned text, in its order."""
    return [Heading(*found) for found in headings_of(html)]


def drawn_html(html: str, images: Mapping[UUID, ImageView], taken: set[str] | None = None) -> str:
    """A cleaned text as a page shows it. Pictures that are not in the library any more are left out.

    `taken` are anchors that other texts of the same page have; those of this one are added to them.
    """
    if taken is not None:
        html = anchored(html, taken)
    html = _FIGURE.sub(lambda found: _figure(found[0], images), html)
    html = _IMAGE.sub(lambda found: _picture(found[0], images), html)
    html = _CODE.sub(lambda found: _coloured(found[1], found[2]), html)
    return _TABLE.sub(lambda found: f'<div class="prose-table" tabindex="0">{found[0]}</div>', html)


def editable_html(html: str, images: Mapping[UUID, ImageView]) -> str:
    """A cleaned text for whoever writes it: its pictures say where they lie now, and are kept without it."""

    def located(found: re.Match[str]) -> str:
        view = images.get(next(media_in(found[0])))
        return found[0].replace("<img", f'<img src="{escape(view.src)}"', 1) if view and view.src else found[0]

    return _IMAGE.sub(located, html)


def _figure(figure: str, images: Mapping[UUID, ImageView]) -> str:
    return figure if any(media_id in images for media_id in media_in(figure)) else ""


def _picture(tag: str, images: Mapping[UUID, ImageView]) -> str:
    """An `<img>` that was drawn before is left as it is."""
    media_id = next(media_in(tag), None)
    if media_id is None:
        return tag
    view = images.get(media_id)
    if view is None or not view.src:
        return ""
    given = _ALT.search(tag)
    alt = (unescape(given[1]) if given else "") or view.alt
    picture = (
        f'<img src="{escape(view.src)}" alt="{escape(alt)}" width="{view.width}" height="{view.height}"'
        ' loading="lazy" decoding="async">'
    )
    return f"<picture>{_source('avif', view.srcset_avif)}{_source('webp', view.srcset_webp)}{picture}</picture>"


def _source(kind: str, srcset: str) -> str:
    return f'<source type="image/{kind}" srcset="{escape(srcset)}" sizes="{SIZES}">' if srcset else ""


def _coloured(language: str, code: str) -> str:
    if language not in LANGUAGES:
        return f"<pre><code>{code}</code></pre>"
    written = highlight(unescape(code), get_lexer_by_name(language), _COLOURS).rstrip("\n")
    return f'<pre><code class="language-{language}">{written}</code></pre>'
