"""Of the build's style sheets, the rules that one page needs, in the page itself: it paints without asking for more.

Typefaces that must be fetched are declared apart, for `wake.js` to switch on once the page has painted in the faces of
the machine: they never compete with the words for a slow line.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import tinycss2

_CLASSES = re.compile(r'\sclass="([^"]*)"')
_SHEET = re.compile(r'<link href="(?P<href>/assets/[^"]+\.css)" rel="stylesheet" type="text/css"/>')
_PRELOAD = re.compile(r'<link as="style" href="/assets/[^"]+\.css" rel="preload"/>')
_PRELOADED_FACE = re.compile(r'<link as="font"[^>]*/>')
_STYLE = re.compile(r"<style data-of-page[^>]*>(.*?)</style>", re.DOTALL)
_GROUPS = frozenset({"layer", "media", "supports", "container"})
_KINDS_OF_PAGES = 256
# What a script of the page may say of the whole document before it wakes.
_OF_DOCUMENT = frozenset({"dark", "light"})


@dataclass(frozen=True)
class Selector:
    """What a page must have for a rule to say anything: all these classes, and one of each of these alternatives."""

    classes: frozenset[str] = frozenset()
    alternatives: tuple[tuple["Selector", ...], ...] = ()

    def fits(self, classes: frozenset[str]) -> bool:
        return self.classes <= classes and all(any(one.fits(classes) for one in some) for some in self.alternatives)


@dataclass(frozen=True)
class Rule:
    """Text of a style sheet. Of its `selectors` one must fit; with `used_as` other rules must say that, too."""

    text: str
    selectors: tuple[Selector, ...] = (Selector(),)
    used_as: str = ""


@dataclass(frozen=True)
class Group:
    """Rules under a condition: `@media`, `@supports`, `@layer`."""

    condition: str
    rules: tuple["Rule | Group", ...]


class StyleSheet:
    """A style sheet that knows which of its rules a page needs."""

    def __init__(self, css: str) -> None:
        nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        self.faces = "".join(node.serialize() for node in nodes if _is_fetched_face(node))
        self._rules = _rules(node for node in nodes if not _is_fetched_face(node))
        # Pages of one kind have the same classes.
        self.needed = lru_cache(_KINDS_OF_PAGES)(self._needed)

    def _needed(self, classes: frozenset[str]) -> str:
        """The rules for elements of these classes, in their order; animations and properties where they are used."""
        return _kept(self._rules, classes, _kept(self._rules, classes, ""))


def inline_styles(html: str, sheets: Mapping[str, StyleSheet]) -> str:
    """The page with the rules it needs in its head, and the sheets they are from left unread until it wakes.

    The rules stand before the sheets, which have them again in their full order: when these come, nothing need go.
    """
    links = _SHEET.findall(html)
    if not links or not all(href in sheets for href in links):
        return html
    classes = classes_of(html)
    styles = "".join(sheets[href].needed(classes) for href in links)
    faces = "".join(sheets[href].faces for href in links)
    own = f"<style data-of-page>{styles}</style>"
    if faces:
        own += f'<style data-of-page data-faces media="(scripting: none)">{faces}</style>'
    html = _PRELOADED_FACE.sub("", _PRELOAD.sub("", html))
    first = _SHEET.search(html)
    html = f"{html[: first.start()]}{own}{html[first.start() :]}"
    return _SHEET.sub(r'<link href="\g<href>" rel="stylesheet" type="text/css" disabled/>', html)


def classes_of(html: str) -> frozenset[str]:
    """Every class of every element of a page, and those that a script may give to the document."""
    lists = {unescape(found) for found in _CLASSES.findall(html)}
    return _OF_DOCUMENT.union(*(names.split() for names in lists))


def allowing_styles(policy: str, html: str) -> str:
    """The content policy of all pages, which also allows what `inline_styles` wrote into this one."""
    hashes = [b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(html)]
    allowed = "".join(f" 'sha256-{each}'" for each in hashes)
    return policy.replace("style-src 'self'", f"style-src 'self'{allowed}")


@cache
def sheets_of(assets: Path) -> Mapping[str, StyleSheet]:
    """The style sheets of a build by their address. Their names have their hashes: what was read once stays true."""
    return {f"/assets/{file.name}": StyleSheet(file.read_text()) for file in sorted(assets.glob("*.css"))}


def _kept(rules: Sequence[Rule | Group], classes: frozenset[str], said: str) -> str:
    parts = []
    for rule in rules:
        if isinstance(rule, Group):
            inner = _kept(rule.rules, classes, said)
            parts.append(f"{rule.condition}{{{inner}}}" if inner else "")
        elif rule.used_as in said and any(selector.fits(classes) for selector in rule.selectors):
            parts.append(rule.text)
    return "".join(parts)


def _rules(nodes: Iterable[Any]) -> tuple[Rule | Group, ...]:
    return tuple(_rule(node) for node in nodes if node.type in ("qualified-rule", "at-rule"))


def _is_fetched_face(node: Any) -> bool:
    return node.type == "at-rule" and node.lower_at_keyword == "font-face" and "url(" in node.serialize()


def _rule(node: Any) -> Rule | Group:
    text = node.serialize()
    if node.type == "qualified-rule":
        return Rule(text, _selectors(node.prelude))
    prelude = tinycss2.serialize(node.prelude)
    if node.lower_at_keyword in _GROUPS and node.content is not None:
        inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
        return Group(f"@{node.at_keyword}{prelude}", _rules(inner))
    used_as = {"keyframes": prelude.strip(), "property": f"var({prelude.strip()}"}
    return Rule(text, used_as=used_as.get(node.lower_at_keyword, ""))


def _selectors(prelude: Sequence[Any]) -> tuple[Selector, ...]:
    """What each selector of a list asks for. `:not(...)` and what is not known here ask for nothing."""
    return tuple(_selector(tokens) for tokens in _listed(prelude))


def _listed(prelude: Sequence[Any]) -> list[list[Any]]:
    listed: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            listed.append([])
        else:
            listed[-1].append(token)
    return listed


def _selector(tokens: Sequence[Any]) -> Selector:
    classes = [token.value for before, token in pairwise(tokens) if before == "." and token.type == "ident"]
    any_of = [token for token in tokens if token.type == "function" and token.lower_name in ("is", "where")]
    return Selector(frozenset(classes), tuple(_selectors(function.arguments) for function in any_of))
