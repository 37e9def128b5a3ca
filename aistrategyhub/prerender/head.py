"""The head of a page: what search engines, readers of feeds and people who share it read."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from aistrategyhub.core.text import DEFAULT_LOCALE
from aistrategyhub.prerender.declared import Head

_OPEN_GRAPH_LOCALES = {"it": "it_IT", "en": "en_GB"}
_MANIFEST = "/manifest.webmanifest"
_FEED = "application/rss+xml"
_ADDRESSES = frozenset({"url", "item", "image", "logo", "@id"})
_DATA_BLOCK = str.maketrans({"&": "\\u0026", "<": "\\u003c", ">": "\\u003e", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def head_tags(head: Head, *, path: str, origin: str, locale: str) -> str:
    """Canonical address, languages, Open Graph, Twitter card, robots and JSON-LD, each marked `data-of-page`.

    Title and description are not among them: the page itself shows those. `path` is the page's own full path.
    """
    address = absolute(head.canonical or path, origin)
    parts = [_link("canonical", address), _meta("name", "robots", head.robots), _link("manifest", _MANIFEST)]
    parts += _languages(head.alternates, origin)
    parts += [_link("alternate", absolute(path, origin), type=_FEED, title=name) for name, path in head.feeds.items()]
    parts += _open_graph(head, address, origin, locale)
    parts += [
        data_block("application/ld+json", _with_addresses(thing, origin), **{"data-of-page": ""}) for thing in head.data
    ]
    return "".join(parts)


def absolute(address: str, origin: str) -> str:
    """A path under the site's origin; an address of elsewhere stays as it is."""
    return f"{origin}{address}" if address.startswith("/") else address


def data_block(kind: str, value: Any, **attributes: str) -> str:
    """A script element that holds JSON: nothing in it can end it, or be read as markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f'<script type="{kind}"{_named(attributes)}>{text.translate(_DATA_BLOCK)}</script>'


def _languages(alternates: Mapping[str, str], origin: str) -> list[str]:
    if len(alternates) < 2:
        return []
    links = [_link("alternate", absolute(path, origin), hreflang=locale) for locale, path in alternates.items()]
    if DEFAULT_LOCALE in alternates:
        links.append(_link("alternate", absolute(alternates[DEFAULT_LOCALE], origin), hreflang="x-default"))
    return links


def _open_graph(head: Head, address: str, origin: str, locale: str) -> list[str]:
    others = [_OPEN_GRAPH_LOCALES[other] for other in head.alternates if other != locale]
    moments = {"published_time": head.published_at, "modified_time": head.updated_at}
    return [
        _meta("property", "og:type", head.kind),
        _meta("property", "og:title", head.title),
        _meta("property", "og:description", head.description),
        _meta("property", "og:url", address),
        _meta("property", "og:site_name", head.site_name),
        _meta("property", "og:image", absolute(head.image, origin)),
        _meta("property", "og:locale", _OPEN_GRAPH_LOCALES[locale]),
        *(_meta("property", "og:locale:alternate", other) for other in others),
        *(_meta("property", f"article:{name}", at.isoformat()) for name, at in moments.items() if at),
        *(_meta("property", "article:author", absolute(path, origin)) for path in head.authors),
        _meta("property", "article:section", head.section),
        *(_meta("property", "article:tag", tag) for tag in head.tags),
        _meta("name", "twitter:card", "summary_large_image" if head.image else "summary"),
    ]


def _with_addresses(thing: Any, origin: str, key: str = "") -> Any:
    if isinstance(thing, Mapping):
        return {name: _with_addresses(value, origin, name) for name, value in thing.items()}
    if isinstance(thing, Sequence) and not isinstance(thing, str):
        return [_with_addresses(value, origin, key) for value in thing]
    return absolute(thing, origin) if key in _ADDRESSES and isinstance(thing, str) else thing


def _link(kind: str, address: str, **attributes: str) -> str:
    return f'<link rel="{kind}"{_named(attributes)} href="{escape(address)}" data-of-page/>'


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}" data-of-page/>' if content else ""


def _named(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(content)}"' if content else f" {name}" for name, content in attributes.items())
