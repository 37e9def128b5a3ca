"""From what React rendered to the page that is served: its head, its state, and its sleep."""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from aistrategyhub.infra import csp
from aistrategyhub.prerender.declared import Head
from aistrategyhub.prerender.head import data_block, head_tags
from aistrategyhub.prerender.seams import STORE, MovedSeam

_PRELOADS = re.compile(r'<link rel="modulepreload" href="([^"]*)"/>')
_NO_IMAGE = '<meta content="" property="og:image"/>'
_START = re.compile(
    r'<script type="module" async="">import "(?P<manifest>[^"]+)";\n'
    r"(?P<imports>(?:import \* as \w+ from \"[^\"]+\";\n?\s*)+)"
    r"window\.__reactRouterRouteModules = \{(?P<modules>[^}]*)\};\s*"
    r'import\("(?P<entry>[^"]+)"\);</script>'
)
_IMPORT = re.compile(r'import \* as (\w+) from "([^"]+)";')
_MODULE = re.compile(r'("(?:[^"\\]|\\.)*"):(\w+)')
_TITLE = re.compile(r"<title>[^<]*</title>")
_DESCRIPTION = re.compile(r'<meta content="[^"]*" name="description"/>')
_LANGUAGE = re.compile(r'<html lang="[^"]*"')


class ForbiddenScript(RuntimeError):
    """A page has an inline script that the policy of all pages does not know."""


def finish(
    html: str,
    state: Mapping[str, Any],
    head: Head,
    *,
    path: str,
    origin: str,
    locale: str,
    wakes_on: Sequence[str],
    wake: str,
) -> str:
    """The page to serve at `origin` + `path`, asleep. Raises MovedSeam when React or its router changed their text.

    `state` is what the page was rendered with: it travels as data, not as a script. `wakes_on` are the parameters of
    the address with which the page wakes at once, `wake` the script that does it.
    """
    start = _START.search(html)
    if start is None:
        raise MovedSeam("React Router starts a page's modules in another way")
    page = {**_modules(start), "preloads": _PRELOADS.findall(html), "state": state, "wakesOn": list(wakes_on)}
    html = f"{html[: start.start()]}<script>{wake}</script>{html[start.end() :]}"
    html = _words(_PRELOADS.sub("", html).replace(_NO_IMAGE, ""), head)
    html = _LANGUAGE.sub(f'<html lang="{locale}"', html, count=1)
    # React takes scripts in the order in which they stand: only as the last of the head does it overlook this one.
    last = head_tags(head, path=path, origin=origin, locale=locale) + data_block("application/json", page, id=STORE)
    return html.replace("</head>", f"{last}</head>", 1)


def check_scripts(html: str, allowed: frozenset[str]) -> None:
    """Raises ForbiddenScript, or csp.UnsafePage, for a page that its policy would break."""
    unknown = [script for script in csp.hashes_of(html) if script not in allowed]
    if unknown:
        raise ForbiddenScript(f"an inline script that the build did not have: {', '.join(unknown)}")


def _modules(start: re.Match[str]) -> dict[str, Any]:
    """What the browser would have loaded at once: the manifest, the modules of the routes, the entry."""
    sources = dict(_IMPORT.findall(start["imports"]))
    routes = {json.loads(name): sources[module] for name, module in _MODULE.findall(start["modules"])}
    return {"manifest": start["manifest"], "entry": start["entry"], "routes": routes}


def _words(html: str, head: Head) -> str:
    """The page's title and description, replaced by those of the head where it gives them."""
    if head.title:
        html = _put(html, _TITLE, f"<title>{escape(head.title)}</title>")
    if head.description:
        html = _put(html, _DESCRIPTION, f'<meta content="{escape(head.description)}" name="description"/>')
    return html


def _put(html: str, place: re.Pattern[str], tag: str) -> str:
    """The tag instead of what stands in its place, or as the last of the head."""
    html, replaced = place.subn(lambda _: tag, html, count=1)
    return html if replaced else html.replace("</head>", f"{tag}</head>", 1)
