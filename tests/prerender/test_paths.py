"""Which public paths can be files."""

import unicodedata

import pytest

from aistrategyhub.prerender.paths import UnservablePath, clean_path


@pytest.mark.parametrize(
    ("path", "known_as"),
    [
        ("/", "/"),
        ("/servizi", "/servizi"),
        ("/servizi/", "/servizi"),
        ("/servizi/governance-dell-ia", "/servizi/governance-dell-ia"),
        ("/en", "/en"),
        ("/en/services", "/en/services"),
        ("/" + unicodedata.normalize("NFD", "qualità"), "/qualità"),
        ("/a b", "/a b"),
        ("/" + "à" * 127, "/" + "à" * 127),
    ],
)
def test_a_path_has_one_form(path, known_as):
    assert clean_path(path) == known_as


@pytest.mark.parametrize(
    "path",
    [
        "",
        "servizi",
        "//",
        "/a//b",
        "/servizi//",
        "/..",
        "/a/../b",
        "/./a",
        "/.well-known",
        "/a\\b",
        "/a\0b",
        "/a\nb",
        "/%2e%2e",
        "/a?b",
        "/a#b",
        "/index.html",
        "/a/index.html.gz",
        "/" + "à" * 128,
        "/" + "x" * 300,
        "/a" * 501,
        "/a\u202eb",
    ],
)
def test_a_path_that_cannot_be_a_file_is_refused(path):
    with pytest.raises(UnservablePath):
        clean_path(path)
