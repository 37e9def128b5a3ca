"""What a page may be made of, and what is refused with which words."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.rules import place_label, things_of, unfinished
from aistrategyhub.features.cms.schemas import BLOCK_KINDS, PageContent, offered_kinds
from aistrategyhub.features.cms.schemas.blocks import Block
from aistrategyhub.features.publishing.rules import ContentTooLarge, read_content
from aistrategyhub.features.publishing.schemas.html import clean_html, is_safe_link

SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<p style='background:url(javascript:alert(1))' onclick='alert(1)'>x</p>",
    "<form action='javascript:alert(1)'><button>x</button></form>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<object data='data:text/html,x'></object><embed src=x>",
    "<base href='//evil.example'><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<template><script>alert(1)</script></template>",
)
ACTIVE = ("<script", "<svg", "<math", "<iframe", "<img", "<form", "<object", "<base", "<style", "javascript:", "data:")


def page(*blocks: Any, **more: Any) -> dict[str, Any]:
    return {"title": "Pagina", "blocks": list(blocks), **more}


def read(data: object) -> PageContent:
    return PageContent.model_validate(read_content(PAGE, {"it": data})["it"])


def refusals(data: object) -> list[FieldError]:
    with pytest.raises(InvalidInput) as refused:
        read_content(PAGE, {"it": data})
    return refused.value.fields


@pytest.mark.parametrize("kind", BLOCK_KINDS)
def test_a_new_block_of_each_kind_fits_and_stays_the_same_when_read_again(kind: str) -> None:
    content = read(page(BLOCK_KINDS[kind].empty()))
    stored = content.model_dump(mode="json")

    assert read(json.loads(json.dumps(stored))) == content
    assert stored["blocks"][0]["kind"] == kind


def test_every_kind_of_the_union_can_be_chosen_by_name() -> None:
    union = Block.__origin__.__args__  # type: ignore[attr-defined]

    assert {model.model_fields["kind"].default for model in union} == set(BLOCK_KINDS)


def test_editors_are_offered_what_has_something_to_show() -> None:
    left_out = set(BLOCK_KINDS) - {kind.name for kind in offered_kinds()}

    assert left_out == {"newsletter_form"}


@pytest.mark.parametrize("kind", BLOCK_KINDS)
def test_every_field_of_a_form_has_a_label_and_a_widget(kind: str) -> None:
    schema = BLOCK_KINDS[kind].model.model_json_schema()
    forms = [schema, *schema.get("$defs", {}).values()]

    for form in forms:
        for name, field in form["properties"].items():
            assert field.get("title"), f"{kind}.{name}"
            assert field.get("widget"), f"{kind}.{name}"
            if field["widget"] == "choice":
                assert set(field["choices"]) == set(field["enum"])


@pytest.mark.parametrize("html", SCRIPTS)
def test_what_could_run_is_taken_out_of_a_rich_text(html: str) -> None:
    stored = read(page({"kind": "text", "body": f"<p>prima</p>{html}<p>dopo</p>"})).blocks[0].body

    assert "prima" in stored
    assert not any(sign in stored.lower() for sign in ACTIVE)


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Uno <strong>due</strong> <em>tre</em></p>", "<p>Uno <strong>due</strong> <em>tre</em></p>"),
        ("<h2>Titolo</h2><h3>Sotto</h3>", 'Titolo<h3 id="s-sotto">Sotto</h3>'),
        (
            '<p class="MsoNormal" style="mso-x:1"><span lang="IT">Da Word<o:p></o:p></span></p>',
            "<p>Da Word</p>",
        ),
        ('<a href="/servizi" target="_blank">x</a>', '<a href="/servizi" rel="noopener noreferrer">x</a>'),
        ('<a href="//evil.example">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    ],
)
def test_running_text_keeps_its_tags(html: str, kept: str) -> None:
    assert clean_html(html) == kept
    assert clean_html(kept) == kept


@pytest.mark.parametrize(
    ("href", "is_safe"),
    [
        ("/servizi", True),
        ("/en/chi-siamo?x=1#y", True),
        ("#domande", True),
        ("https://www.example.com/a", True),
        ("mailto:info@example.com", True),
        ("tel:+390200000000", True),
        ("HTTPS://EXAMPLE.COM", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("\x01javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("example.com", False),
        ("https:", False),
    ],
)
def test_links_lead_where_links_may_lead(href: str, is_safe: bool) -> None:
    assert is_safe_link(href) is is_safe


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ("x", "", "MODEL_TYPE"),
        (page(title="x" * 301), "title", "STRING_TOO_LONG"),
        (page(title={"$gt": ""}), "title", "STRING_TYPE"),
        (page(surplus=1), "surplus", "EXTRA_FORBIDDEN"),
        (page({"kind": "carousel"}), "blocks.0", "UNION_TAG_INVALID"),
        (page({"title": "x"}), "blocks.0", "UNION_TAG_NOT_FOUND"),
        (page("x"), "blocks.0", "MODEL_ATTRIBUTES_TYPE"),
        (page({"kind": "text", "title": "x", "colour": "red"}), "blocks.0.colour", "EXTRA_FORBIDDEN"),
        (page({"kind": "text"}, {"kind": "faq", "questions": [{"answer": 5}]}), "blocks.1.questions.0.answer",
         "STRING_TYPE"),
        (page({"kind": "text", "body": "x" * 60_001}), "blocks.0.body", "STRING_TOO_LONG"),
        (page({"kind": "text", "body": "<blockquote>" * 61}), "blocks.0.body", "HTML_TOO_DEEP"),
        (page({"kind": "text", "body": "<p>" + "x" * 1_500_000}), "", "CONTENT_TOO_LARGE"),
        (page({"kind": "text", "title": "a\x07b"}), "blocks.0.title", "INVALID_CHARACTERS"),
        (page({"kind": "hero", "primary": {"href": "javascript:alert(1)"}}), "blocks.0.primary.href", "LINK_REFUSED"),
        (page({"kind": "cards", "cards": [{"href": "//evil.example"}]}), "blocks.0.cards.0.href", "LINK_REFUSED"),
        (page({"kind": "image", "image_id": "../../etc/passwd"}), "blocks.0.image_id", "UUID_PARSING"),
        (page({"kind": "video", "address": "https://evil.example/v"}), "blocks.0.address", "VIDEO_REFUSED"),
        (page({"kind": "service_list", "most": 0}), "blocks.0.most", "GREATER_THAN_EQUAL"),
        (page({"kind": "service_list", "category": "A' OR 1=1"}), "blocks.0.category",
         "STRING_PATTERN_MISMATCH"),
        (page({"kind": "columns", "columns": [{}] * 5}), "blocks.0.columns", "TOO_LONG"),
        (page({"kind": "table", "rows": [{"cells": ["x"] * 13}]}), "blocks.0.rows.0.cells", "TOO_LONG"),
        (page(*[{"kind": "text"}] * 101), "blocks", "TOO_LONG"),
        (page({"kind": "text", "id": "a"}, {"kind": "text", "id": "a"}), "", "REPEATED_BLOCK"),
        (page({"kind": "text", "id": "<b>"}), "blocks.0.id", "STRING_PATTERN_MISMATCH"),
        (page(seo={"robots": "maybe"}), "seo.robots", "LITERAL_ERROR"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_place(data: object, path: str, code: str) -> None:
    assert (f"it.{path}".rstrip("."), code) in [(error.field, error.code) for error in refusals(data)]


def test_five_megabytes_of_html_are_refused_whole() -> None:
    with pytest.raises(ContentTooLarge):
        read(page({"kind": "text", "body": "<p>" + "x" * 5_000_000}))


def test_content_as_deep_as_the_memory_allows_is_refused_before_it_is_read() -> None:
    nested: Any = "x"
    for _level in range(50_000):
        nested = [nested]

    assert [error.code for error in refusals(page(nested))] == ["INVALID_VALUE"]
    assert [error.code for error in refusals(page([[[[[[[["x"]]]]]]]]))] == ["CONTENT_TOO_DEEP"]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_characters_that_cannot_be_stored_are_refused(text: str) -> None:
    assert refusals(page({"kind": "text", "title": text}))[0].code in ("INVALID_CHARACTERS", "INVALID_VALUE")
    with pytest.raises(ValidationError):
        PageContent(title=text)


def test_a_page_full_of_mistakes_names_the_first_twenty() -> None:
    assert len(refusals(page(*[{"kind": "hero", "title": 1}] * 60))) == 20


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?t=4",
        "https://vimeo.com/76979871",
        "https://player.vimeo.com/video/76979871",
    ],
)
def test_a_video_is_named_by_its_page(address: str) -> None:
    assert read(page({"kind": "video", "address": address})).blocks[0].address == address


def test_a_link_of_which_half_is_missing_keeps_a_page_from_being_published() -> None:
    content = read(page({"kind": "call_to_action", "link": {"label": "Scrivici"}}, {"kind": "hero"}))

    assert [error.field for error in unfinished(content)] == ["blocks.0.link"]


def test_a_page_names_what_it_shows() -> None:
    one, two, three = (str(new_id()) for _number in range(3))
    blocks = [
        {"kind": "gallery", "pictures": [{"image_id": one}, {"image_id": two}]},
        {"kind": "service_list"},
        {"kind": "contacts"},
    ]
    content = read(page(*blocks, seo={"image_id": three}))

    assert things_of(content) == {f"media:{one}", f"media:{two}", f"media:{three}", "catalog", "firm"}


def test_one_line_stays_one_line_and_keeps_what_holds_words_together() -> None:
    assert PageContent(title="  in\u00a0regola \n e\tcon ").title == "in\u00a0regola e con"


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("title", "Titolo"),
        ("seo.description", "Motori di ricerca, Descrizione per i motori di ricerca"),
        ("blocks.2.questions.0.answer", "blocco 3, Domande, riga 1, Risposta"),
        ("blocks.0.primary.href", "blocco 1, Azione principale, Indirizzo"),
        ("blocks.4", "blocco 5"),
    ],
)
def test_a_path_is_said_as_people_say_it(path: str, label: str) -> None:
    assert place_label(path) == label


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            '<table style="min-width: 50px"><tbody><tr><th colspan="2" onclick="x()">Voce</th></tr></tbody></table>',
            '<table><tbody><tr><th colspan="2">Voce</th></tr></tbody></table>',
        ),
        ('<ol start="3"><li><p>tre</p></li></ol>', '<ol start="3"><li><p>tre</p></li></ol>'),
    ],
)
def test_what_the_text_editor_writes_is_kept(given: str, kept: str) -> None:
    assert clean_html(given) == kept
