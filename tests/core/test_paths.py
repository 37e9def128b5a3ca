import pytest

from aistrategyhub.core.paths import in_every_language, in_language, split_language


@pytest.mark.parametrize(
    ("full", "locale", "path"),
    [
        ("/", "it", "/"),
        ("/servizi", "it", "/servizi"),
        ("/servizi/", "it", "/servizi"),
        ("/en", "en", "/"),
        ("/en/servizi", "en", "/servizi"),
        ("/england", "it", "/england"),
        ("/it/servizi", "it", "/it/servizi"),
    ],
)
def test_an_address_says_its_language(full: str, locale: str, path: str) -> None:
    assert split_language(full) == (locale, path)


def test_a_path_has_an_address_in_every_language() -> None:
    assert in_every_language("/") == {"it": "/", "en": "/en"}
    assert in_every_language("/servizi") == {"it": "/servizi", "en": "/en/servizi"}
    assert in_language("/servizi", "en") == "/en/servizi"
