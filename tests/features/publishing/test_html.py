"""Texts of several paragraphs: what is kept of them, and how pages show them."""

from uuid import UUID

import pytest

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.media.schemas import ImageView
from aistrategyhub.features.publishing.rules import LANGUAGES, Heading, drawn_html, editable_html, outline
from aistrategyhub.features.publishing.schemas.html import clean_html, media_in

HEADINGS = ("h2", "h3", "h4")
FILE = UUID("0199a5a0-0000-7000-8000-000000000001")
FIGURE = f'<figure><img data-media="{FILE}" alt="La sede"><figcaption>Torino</figcaption></figure>'
VIEW = ImageView(
    id=str(FILE), src="/media/a.jpg", srcset_avif="/media/a.avif 640w", width=1280, height=720, alt="Facciata"
)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<h2>Perché adesso?</h2>", '<h2 id="s-perche-adesso">Perché adesso?</h2>'),
        (
            "<h2>Fonti</h2><h3>Fonti</h3><h4>Fonti</h4>",
            '<h2 id="s-fonti">Fonti</h2><h3 id="s-fonti-2">Fonti</h3><h4 id="s-fonti-3">Fonti</h4>',
        ),
        ('<h2 id="s-nis2">La direttiva</h2>', '<h2 id="s-nis2">La direttiva</h2>'),
        ('<h2 id="s-a">Uno</h2><h2 id="s-a">Due</h2>', '<h2 id="s-a">Uno</h2><h2 id="s-a-2">Due</h2>'),
        ('<h2 id="contenuto">Uno</h2>', '<h2 id="s-uno">Uno</h2>'),
        ("<h2><em>5 &amp; 6</em></h2>", '<h2 id="s-5-6"><em>5 &amp; 6</em></h2>'),
        ("<h2>日本</h2><h2></h2>", '<h2 id="s-x">日本</h2><h2 id="s-x-2"></h2>'),
        ("<h1>Titolo</h1>", "Titolo"),
    ],
)
def test_a_heading_keeps_the_anchor_it_was_given_first(given: str, kept: str) -> None:
    assert clean_html(given, headings=HEADINGS) == kept
    assert clean_html(kept, headings=HEADINGS) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (FIGURE, FIGURE),
        (f'<img data-media="{FILE}" src="/media/x.jpg" onerror="x()" style="a">', f'<img data-media="{FILE}">'),
        ('<p>a<img src="https://evil.example/pixel.gif">b</p>', "<p>ab</p>"),
        ('<img data-media="../../etc/passwd" alt="x">', ""),
        ('<img alt="a > b &quot;<img&quot;" title="x">', ""),
        (
            '<pre><code class="language-python evil">x</code></pre>',
            "<pre><code>x</code></pre>",
        ),
        (
            '<pre><code class="language-python">x &lt; 1</code></pre>',
            '<pre><code class="language-python">x &lt; 1</code></pre>',
        ),
        ('<td colspan="9999999">x</td>', "x"),
        (
            '<table><tbody><tr><td colspan="calc(1)" rowspan="2">x</td></tr></tbody></table>',
            '<table><tbody><tr><td rowspan="2">x</td></tr></tbody></table>',
        ),
    ],
)
def test_pictures_are_those_of_the_library_and_code_says_its_language(given: str, kept: str) -> None:
    assert clean_html(given, headings=HEADINGS) == kept


def test_a_text_names_the_pictures_it_shows() -> None:
    other = new_id()

    assert list(media_in(f'{FIGURE}<figure><img alt="x" data-media="{other}"></figure>')) == [FILE, other]


def test_a_picture_is_drawn_where_it_lies_now_with_its_description() -> None:
    drawn = drawn_html(f"<p>prima</p>{FIGURE}", {FILE: VIEW})

    assert drawn.startswith("<p>prima</p><figure><picture>")
    assert '<source type="image/avif" srcset="/media/a.avif 640w"' in drawn
    assert '<img src="/media/a.jpg" alt="La sede" width="1280" height="720" loading="lazy" decoding="async">' in drawn
    assert "image/webp" not in drawn
    assert drawn.endswith("</picture><figcaption>Torino</figcaption></figure>")
    assert 'alt="Facciata"' in drawn_html(FIGURE.replace("La sede", ""), {FILE: VIEW})


def test_a_picture_that_left_the_library_takes_its_caption_along() -> None:
    assert drawn_html(f"<p>a</p>{FIGURE}<p>b</p>", {}) == "<p>a</p><p>b</p>"


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_is_coloured_without_a_script_and_stays_the_same_words(language: str) -> None:
    drawn = drawn_html(f'<pre><code class="language-{language}">a &lt;b&gt; "c"\n&lt;/script&gt;</code></pre>', {})

    assert "<script" not in drawn
    assert "style=" not in drawn
    assert 'class="tok-' in drawn or language == "diff"


def test_whoever_writes_sees_the_pictures_and_keeps_their_place_out_of_the_text() -> None:
    shown = editable_html(FIGURE, {FILE: VIEW})

    assert 'src="/media/a.jpg"' in shown
    assert clean_html(shown) == FIGURE
    assert editable_html(FIGURE, {}) == FIGURE


def test_code_of_an_unknown_language_is_shown_as_it_is() -> None:
    assert (
        drawn_html('<pre><code class="language-cobol">x &lt; 1</code></pre>', {}) == "<pre><code>x &lt; 1</code></pre>"
    )


def test_a_wide_table_scrolls_by_itself_and_can_be_reached_by_keyboard() -> None:
    drawn = drawn_html("<table><tbody><tr><td>x</td></tr></tbody></table>", {})

    assert drawn.startswith('<div class="prose-table" tabindex="0"><table>')


def test_anchors_of_several_texts_of_a_page_are_told_apart() -> None:
    taken: set[str] = set()
    first, second = (drawn_html('<h3 id="s-note">Note</h3>', {}, taken) for _text in range(2))

    assert (first, second) == ('<h3 id="s-note">Note</h3>', '<h3 id="s-note-2">Note</h3>')


def test_an_outline_lists_the_headings_in_their_order() -> None:
    html = clean_html("<h2>Uno &amp; due</h2><p>x</p><h3>Tre</h3>", headings=HEADINGS)

    assert outline(html) == [Heading(2, "s-uno-due", "Uno & due"), Heading(3, "s-tre", "Tre")]
