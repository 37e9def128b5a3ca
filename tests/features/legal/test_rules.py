"""What legal documents are made from."""

import re
from dataclasses import fields, replace
from typing import Any

import pytest

from aistrategyhub import registry
from aistrategyhub.core.privacy import Basis, Holding, Personal, Retention, Whose
from aistrategyhub.core.text import LOCALES, speaking
from aistrategyhub.features.consent.api import CHOICE_COOKIE
from aistrategyhub.features.legal.models import DocumentKind
from aistrategyhub.features.legal.rendering import render
from aistrategyhub.features.legal.rules import TYPES, changes_between, cookies, kept_data, missing_facts, storage
from aistrategyhub.features.legal.schemas import Facts, KeptData, Recipient
from aistrategyhub.infra.settings import ROOT


def facts(**changes: Any) -> Facts:
    texts = {item.name: f"<{item.name}>" for item in fields(Facts) if item.type in ("str", str)}
    made = Facts(
        **texts,
        takes_cards=True,
        recipients=(Recipient("<hosting_provider>", "ospita", "<hosting_place>"),),
        cookies=cookies(),
        storage=storage(),
        kept=(KeptData("Chi ci scrive", "contratto", "24 mesi"),),
    )
    return replace(made, **changes)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", list(DocumentKind))
class TestTemplates:
    def test_it_has_a_version_a_title_and_sections(self, kind: DocumentKind, locale: str) -> None:
        drawn = render(kind, locale, facts())

        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", drawn.version)
        assert drawn.content["title"]
        assert drawn.content["summary"]
        assert len(drawn.content["blocks"]) >= 4
        assert all(block["title"] and block["body"] for block in drawn.content["blocks"])

    def test_what_the_firm_says_is_text_and_no_markup(self, kind: DocumentKind, locale: str) -> None:
        drawn = render(kind, locale, facts(company_name="<script>alert(1)</script>", address="Via & C."))
        bodies = "".join(block["body"] for block in drawn.content["blocks"])

        assert "<script" not in bodies
        assert "{" not in bodies

    def test_it_names_whatever_it_cannot_do_without(self, kind: DocumentKind, locale: str) -> None:
        drawn = render(kind, locale, facts())
        bodies = "".join(block["body"] for block in drawn.content["blocks"])

        for name in TYPES[kind].needs:
            assert f"&lt;{name}&gt;" in bodies, name
            with speaking(locale):
                assert len(missing_facts(kind, facts(**{name: ""}))) == 1

    def test_all_versions_of_a_document_are_of_one_day(self, kind: DocumentKind, locale: str) -> None:
        assert render(kind, locale, facts()).version == render(kind, "it", facts()).version


def test_every_cookie_of_the_product_is_told() -> None:
    sources = (path.read_text() for path in (ROOT / "aistrategyhub").rglob("*.py") if "legal" not in path.parts)
    written = {name for text in sources for name in re.findall(r"(?m)^(?:\w+_)?COOKIE = \"([\w-]+)\"", text)}

    assert {"__Host-sid", "wake"} <= written
    assert written - {CHOICE_COOKIE} == {cookie.name for cookie in cookies()}


def test_everything_that_the_data_map_can_say_has_words() -> None:
    every = Holding(
        personal={
            f"{who}{basis}{lasts}": Personal("", basis, lasts, who)
            for who in Whose
            for basis in Basis
            for lasts in Retention
        }
    )

    with speaking("en"):
        rows = kept_data([every])
    assert len({row.whose for row in rows}) == len(set(Whose) - {Whose.STAFF, Whose.FIRM})
    assert len({row.lasts for row in rows}) == len(Retention)
    assert len({row.basis for row in rows}) == len(Basis)


def test_the_notice_says_what_the_data_map_says() -> None:
    holdings = [holding for room in registry.personal_data().values() for holding in room.values()]

    assert KeptData(
        "Chi ci scrive", "contratto o richieste prima del contratto (lett. b)", "24 mesi; 30 giorni se è spam"
    ) in (kept_data(holdings))


def test_changes_are_told_section_by_section() -> None:
    before = {"title": "Privacy", "summary": "", "blocks": [{"title": "Chi", "body": "<p>Ditta A</p>"}]}
    after = {
        "title": "Privacy",
        "summary": "",
        "blocks": [
            {"title": "Chi", "body": "<p>Ditta B</p><ul><li>uno</li></ul>"},
            {"title": "Come", "body": "<p>Così</p>"},
        ],
    }

    assert [(change.title, change.before, change.after) for change in changes_between(before, after)] == [
        ("Chi", "Ditta A", "Ditta B\nuno"),
        ("Come", "", "Così"),
    ]
