"""Decisions about addresses, contents, moments and versions, as tables."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.text import _, speaking
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.rules import (
    ALLOWED_NEXT,
    ContentKind,
    ContentTooLarge,
    IllegalPublicationTransition,
    check_finished,
    check_transition,
    declare_kind,
    path_key,
    public_path,
    read_content,
    read_lines,
    read_moment,
    read_slugs,
    read_source,
    suggest_slug,
    superfluous,
    zoned_label,
)
from tests.factories.publications import LETTER, NOTE, Note


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Perché scegliere noi?", "perche-scegliere-noi"),
        ("L’intelligenza artificiale, spiegata", "l-intelligenza-artificiale-spiegata"),
        ("Perche\u0301 no", "perche-no"),
        ("Straße & Łódź: 100 €", "strasse-lodz-100-eur"),
        ("  --Già--  ", "gia"),
        ("日本", ""),
        ("Æther Øre", "aether-ore"),
        ("parola " * 30, "-".join(["parola"] * 14)),
        ("a" * 150, "a" * 100),
    ],
)
def test_a_slug_is_made_from_a_title(title: str, slug: str) -> None:
    assert suggest_slug(title) == slug


@pytest.mark.parametrize(
    ("given", "may_be_home", "is_top", "errors"),
    [
        ({"it": ""}, True, True, [("slugs.it", "EMPTY_SLUG"), ("slugs.en", "EMPTY_SLUG")]),
        ({"it": "!!!", "en": "ok"}, True, True, [("slugs.it", "EMPTY_SLUG")]),
        ({"it": "a" * 300, "en": "ok"}, True, True, [("slugs.it", "SLUG_TOO_LONG")]),
        ({"it": "Admin", "en": "ok"}, True, True, [("slugs.it", "SLUG_RESERVED")]),
        ({"it": "ok", "en": "EN"}, True, True, [("slugs.en", "SLUG_RESERVED")]),
        ({"it": "/", "en": "ok"}, False, True, [("slugs.it", "NOT_HOME")]),
        ({"it": "/", "en": "ok"}, True, False, [("slugs.it", "EMPTY_SLUG")]),
        ({"it": "ok", "de": "gut"}, True, True, [("slugs.de", "UNKNOWN_LOCALE")]),
    ],
)
def test_slugs_that_cannot_be_are_refused_in_a_sentence(
    given: dict[str, str], may_be_home: bool, is_top: bool, errors: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_slugs(given, may_be_home=may_be_home, is_top=is_top, has_root=False)
    assert [(error.field, error.code) for error in refusal.value.fields] == errors
    assert all("{" not in _(error.sentence, **error.values) for error in refusal.value.fields)


def test_slash_is_the_home_page() -> None:
    assert read_slugs({"it": "/"}, may_be_home=True, is_top=True, has_root=False) == {"it": "/", "en": "/"}


def test_below_a_root_nothing_is_reserved() -> None:
    slugs = read_slugs({"it": "admin"}, may_be_home=False, is_top=True, has_root=True)
    assert slugs == {"it": "admin", "en": "admin"}


@pytest.mark.parametrize(
    ("locale", "root", "slugs", "path"),
    [
        ("it", "", ["/"], "/"),
        ("en", "", ["/"], "/en"),
        ("it", "", ["azienda", "storia"], "/azienda/storia"),
        ("en", "blog", ["news"], "/en/blog/news"),
        ("it", "", ["/", "storia"], "/storia"),
    ],
)
def test_a_path_is_worked_out_from_slugs(locale: str, root: str, slugs: list[str], path: str) -> None:
    assert public_path(locale, root, slugs) == path
    assert path_key(path) == path


def test_a_path_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        public_path("it", "", ["a" * 100] * 6)
    assert refusal.value.fields[0].code == "PATH_TOO_LONG"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/Perché/", "/perche"),
        ("/perch%C3%A9", "/perche"),
        ("//Chi//siamo///", "/chi/siamo"),
        ("", "/"),
        ("/index.php?ID=3", "/index.php?ID=3"),
        ("/ﬁne", "/fine"),
        ("/a%00b\ud800?x=\x00", "/ab?x="),
    ],
)
def test_paths_are_compared_without_case_accents_and_spare_slashes(path: str, key: str) -> None:
    assert path_key(path) == key


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("https://vecchio.example/Pagina?x=1", "/Pagina?x=1"),
        ("https://vecchio.example", "/"),
        (" /pagina ", "/pagina"),
    ],
)
def test_a_source_is_the_path_of_an_address(text: str, path: str) -> None:
    assert read_source(text)[0] == path


def test_a_list_is_read_with_any_delimiter() -> None:
    assert [(line.source, line.target, line.status) for line in read_lines("\ufeffda\ta\n/a\t/b\t302\n/c\n")] == [
        ("/a", "/b", 302),
        ("/c", "", 301),
    ]
    with pytest.raises(InvalidInput):
        read_lines("/a,/b\n" * 5_002)


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        ("testo", "content", "INVALID_TYPE"),
        ({}, "it", "MISSING"),
        ({"it": {"title": "x"}, "fr": {}}, "fr", "UNKNOWN_LOCALE"),
        ({"it": {"title": 3}}, "it.title", "STRING_TYPE"),
        ({"it": {"title": "x" * 201}}, "it.title", "STRING_TOO_LONG"),
        ({"it": {"nope": 1}}, "it.nope", "EXTRA_FORBIDDEN"),
        ({"it": {"blocks": [{"title": "x"}]}}, "it.blocks.0.id", "MISSING"),
        ({"it": {"blocks": [{"id": "a", "html": "<script>"}]}}, "it.blocks.0.html", "SCRIPT"),
        ({"it": {"title": "a\x00b"}}, "content", "INVALID_CHARACTERS"),
        ({"it": {"title": "\ud800"}}, "content", "INVALID_VALUE"),
        ({"it": {"blocks": [{"id": str(n)} for n in range(51)]}}, "it.blocks", "TOO_LONG"),
    ],
)
def test_what_does_not_fit_the_kind_is_refused_at_its_field(content: object, field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_content(NOTE, content)
    assert [(error.field, error.code) for error in refusal.value.fields] == [(field, code)]
    assert "{" not in _(refusal.value.fields[0].sentence, **refusal.value.fields[0].values)


def test_five_megabytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(ContentTooLarge):
        read_content(NOTE, {"it": {"title": "x", "blocks": [{"id": "a", "html": "<p>" * 1_700_000}]}})


def test_a_language_that_was_emptied_is_left_out() -> None:
    assert list(read_content(NOTE, {"it": {"title": "x"}, "en": None})) == ["it"]


def test_what_has_no_title_is_not_finished() -> None:
    content = read_content(NOTE, {"it": {"title": " "}, "en": {"title": ""}})
    with pytest.raises(InvalidInput) as refusal:
        check_finished(NOTE, content)
    assert [error.field for error in refusal.value.fields] == ["it.title", "en.title"]


def test_two_kinds_have_two_names_and_two_roots() -> None:
    def kind(name: str, content: Any, root: str) -> ContentKind:
        return ContentKind(name=name, label="X", content=content, title_of=str, root=root)

    assert declare_kind(NOTE) is NOTE
    with pytest.raises(ValueError, match="another kind"):
        declare_kind(kind("note", dict, ""))
    with pytest.raises(ValueError, match="same root"):
        declare_kind(kind("other", Note, LETTER.root))


@pytest.mark.parametrize("current", PublicationStatus)
@pytest.mark.parametrize("target", PublicationStatus)
def test_the_door_lets_through_what_the_table_says(current: PublicationStatus, target: PublicationStatus) -> None:
    if target in ALLOWED_NEXT[current]:
        check_transition("x", current, target)
    else:
        with pytest.raises(IllegalPublicationTransition):
            check_transition("x", current, target)


@pytest.mark.parametrize(
    ("day", "hour", "instant"),
    [
        ("2026-11-24", "09:30", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("2026-07-01", "09:30", datetime(2026, 7, 1, 7, 30, tzinfo=UTC)),
        ("2026-10-25", "02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("", "09:30", None),
    ],
)
def test_a_moment_is_meant_in_the_time_of_rome(day: str, hour: str, instant: datetime | None) -> None:
    assert read_moment(day, hour, "publish_at") == instant


@pytest.mark.parametrize(
    ("day", "hour", "code"),
    [
        ("2027-03-28", "02:30", "SKIPPED_HOUR"),
        ("domani", "09:30", "INVALID_DAY"),
        ("2026-02-30", "09:30", "INVALID_DAY"),
        ("0001-01-01", "00:00", "INVALID_DAY"),
        ("2026-11-24", "25:00", "INVALID_TIME"),
        ("2026-11-24", "", "INVALID_TIME"),
    ],
)
def test_a_moment_that_no_clock_shows_is_refused(day: str, hour: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_moment(day, hour, "publish_at")
    assert (refusal.value.fields[0].field, refusal.value.fields[0].code) == ("publish_at", code)


def test_a_moment_is_shown_with_its_time_zone() -> None:
    at = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    assert zoned_label(at) == "martedì 24 novembre 2026, 09:30 (ora di Roma, UTC+01:00)"
    with speaking("en"):
        summer = at - timedelta(days=150)
        assert zoned_label(summer) == "Saturday 27 June 2026, 10:30 (Rome time, UTC+02:00)"


def test_autosaves_are_thinned_out_with_time() -> None:
    at, note = datetime(2026, 11, 21, 12, 30, tzinfo=UTC), UUID(int=9)
    ages = [
        timedelta(hours=1),
        timedelta(hours=1, minutes=10),
        timedelta(days=2),
        timedelta(days=2, minutes=10),
        timedelta(days=2, minutes=70),
        timedelta(days=20),
        timedelta(days=20, hours=3),
        timedelta(days=91),
    ]
    rows = [(UUID(int=number), note, at - age) for number, age in enumerate(ages)]
    other = [(UUID(int=50), UUID(int=8), at - timedelta(days=2, minutes=10))]
    assert {one.int for one in superfluous([*rows, *other], now=at)} == {3, 6, 7}
