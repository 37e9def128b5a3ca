"""Public paths and their language: Italian at `/`, the others below their own name."""

from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES


def in_language(path: str, locale: str) -> str:
    """The full path of a page in a language: `/servizi`, `/en/servizi`."""
    if locale == DEFAULT_LOCALE:
        return path
    return f"/{locale}" if path == "/" else f"/{locale}{path}"


def in_every_language(path: str) -> dict[str, str]:
    """The full paths, by language, of a page that has the same path in each."""
    return {locale: in_language(path, locale) for locale in LOCALES}


def split_language(full_path: str) -> tuple[str, str]:
    """The language and the path within it: `("en", "/servizi")` for `/en/servizi`."""
    first, _, rest = full_path.strip("/").partition("/")
    if first in LOCALES and first != DEFAULT_LOCALE:
        return first, f"/{rest}"
    return DEFAULT_LOCALE, f"/{full_path.strip('/')}"
