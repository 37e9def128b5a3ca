"""How addresses are written and compared. Pure.

A path is whole and public (`/en/about-us`): lower case, without accents, letters, figures and dashes between slashes,
no slash at its end. What somebody asks for is compared by `path_key`, so that `/Perché` and `/perche` are one address.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.latin import slug_of as fold
from aistrategyhub.core.paths import split_language
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, mark
from aistrategyhub.features.publishing.models import LONGEST_PATH
from aistrategyhub.features.publishing.rules.words import printable

HOME = "/"
LONGEST_SLUG = 100

EMPTY_SLUG = mark("L’indirizzo è vuoto: scrivi almeno una lettera o una cifra.")
TOO_LONG_SLUG = mark("L’indirizzo è troppo lungo ({length} caratteri): al massimo {longest}.")
TOO_LONG_PATH = mark("L’indirizzo con quelli delle pagine superiori è troppo lungo: accorciane uno.")
RESERVED_SLUG = mark("«{slug}» è riservato ad altre parti del sito: scegli un altro indirizzo.")
UNKNOWN_LOCALE = mark("Questa lingua non è prevista.")
NO_HOME = mark("Questo contenuto non può essere la pagina iniziale: scrivi un indirizzo.")

# What the server itself answers; the rooms' pages are added by `reserve` when the application is put together.
_RESERVED = {
    *LOCALES,
    "404",
    "accedi",
    "app",
    "area-clienti",
    "auth",
    "favicon",
    "feed",
    "profilo",
    "registrati",
    "robots",
    "sitemap",
    "static",
    "well-known",
}
_SYSTEM = {"", "admin", "anteprima", "api", "assets", "dev", "fonts", "health", "media", "metrics", "ping"}
_RESERVED |= _SYSTEM - {""}
_ROUTES: set[str] = set()
_SLASHES = re.compile(r"/{2,}")


def reserve(routes: Iterable[str]) -> None:
    """Keeps the first parts of the rooms' routes (`/servizi/[slug]`) from being taken by publications, and redirects
    from hiding their pages."""
    for route in routes:
        first = route.strip("/").split("/")[0].lower()
        if first and not first.startswith("["):
            _RESERVED.add(first)
        if "[" not in route:
            _ROUTES.add("/" + route.strip("/").lower())


def is_reserved(segment: str) -> bool:
    """Whether a path may not begin with this part."""
    return segment in _RESERVED


def is_page_of_rooms(path: str) -> bool:
    """Whether a whole public path is one that a room shows a page at, whatever is published."""
    return split_language(path)[1] in _ROUTES


def is_system_path(path: str) -> bool:
    """Whether the server needs everything at and below a whole public path for itself, or it is the home page."""
    return split_language(path)[1].split("/")[1] in _SYSTEM


def suggest_slug(title: str) -> str:
    """A slug made from a title, cut between words; empty when the title has neither letters nor figures."""
    slug = fold(title)
    return slug if len(slug) <= LONGEST_SLUG else slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]


def read_slugs(given: Mapping[str, str], *, may_be_home: bool, is_top: bool, has_root: bool) -> dict[str, str]:
    """A tidy slug for every locale; one that is not given is the Italian one.

    `is_top`: it would be the first part of its path below the root. Raises InvalidInput with each wrong
    `slugs.<locale>`.
    """
    errors: dict[str, FieldError] = {}
    for locale in given.keys() - set(LOCALES):
        errors[locale] = _refusal(locale[:10], "UNKNOWN_LOCALE", UNKNOWN_LOCALE)
    default = given.get(DEFAULT_LOCALE, "")
    slugs = {}
    for locale in LOCALES:
        typed = given.get(locale) or default
        slugs[locale] = HOME if typed.strip() == HOME and is_top else fold(typed)
        if error := _wrong_slug(locale, typed, slugs[locale], may_be_home, is_top and not has_root):
            errors[locale] = error
    if errors:
        raise InvalidInput(list(errors.values()))
    return slugs


def _wrong_slug(locale: str, typed: str, slug: str, may_be_home: bool, is_first: bool) -> FieldError | None:
    if slug == HOME:
        return None if may_be_home else _refusal(locale, "NOT_HOME", NO_HOME)
    if not slug:
        return _refusal(locale, "EMPTY_SLUG", EMPTY_SLUG)
    if len(slug) > LONGEST_SLUG:
        return _refusal(locale, "SLUG_TOO_LONG", TOO_LONG_SLUG, length=len(typed), longest=LONGEST_SLUG)
    if is_first and is_reserved(slug):
        return _refusal(locale, "SLUG_RESERVED", RESERVED_SLUG, slug=slug)
    return None


def _refusal(locale: str, code: str, sentence: str, **values: object) -> FieldError:
    return FieldError(f"slugs.{locale}", code, sentence, values)


def public_path(locale: str, root: str, slugs: Sequence[str]) -> str:
    """The whole path of what has these slugs from the top down. Raises InvalidInput when it is too long."""
    prefix = () if locale == DEFAULT_LOCALE else (locale,)
    path = "/" + "/".join(part for part in (*prefix, root, *slugs) if part and part != HOME)
    if len(path) > LONGEST_PATH:
        raise InvalidInput([_refusal(locale, "PATH_TOO_LONG", TOO_LONG_PATH)])
    return path


def search_key(title: str, slugs: Mapping[str, str]) -> str:
    """What a search among publications looks in."""
    return " ".join([fold(title), *slugs.values()])


def path_key(path: str) -> str:
    """What a path is compared by: decoded, case and accents folded, no slash twice or at its end, its query kept."""
    bare, _mark, query = path.partition("#")[0].partition("?")
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", unquote(bare)).casefold())
    letters = "".join(letter for letter in plain if letter.isprintable() and not unicodedata.combining(letter))
    key = _SLASHES.sub("/", f"/{letters}").rstrip("/") or "/"
    return f"{key}?{printable(query)}" if query else key
