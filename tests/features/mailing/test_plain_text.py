"""From HTML to text that reads well in a fixed-width font."""

import pytest

from aistrategyhub.features.mailing.rendering.plain import plain_text

_URL = "https://ancora.test/" + "a" * 90


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Uno\n   due<br>tre</p><p>quattro</p>", "Uno due\ntre\n\nquattro\n"),
        ("prima <b>forte</b> dopo<p>poi</p>coda", "prima forte dopo\n\npoi\n\ncoda\n"),
        (f'<p>Apri <a href="{_URL}">la pagina</a>.</p>', f"Apri la pagina\n<{_URL}>.\n"),
        ('<p><a href="https://x.test">https://x.test</a></p>', "https://x.test\n"),
        ('<p><a href="mailto:a@x.test">a@x.test</a> <a href="tel:+39011">+39011</a></p>', "a@x.test +39011\n"),
        ("<p><a>senza indirizzo</a></p>", "senza indirizzo\n"),
        ("<h1>Titolo</h1><h2>Parte</h2><h3>Voce</h3>", "Titolo\n======\n\nParte\n-----\n\nVoce\n"),
        ("<ol><li>uno</li><li><p>due</p><p>bis</p></li></ol>", "1. uno\n2. due\n   bis\n"),
        (
            "<ul><li>" + "parola " * 15 + "</li></ul>",
            "- " + ("parola " * 10).strip() + "\n  " + ("parola " * 5).strip() + "\n",
        ),
        (
            "<table><tr><td>Voce</td><td>Prezzo</td></tr><tr><td>A<br>B</td><td>1.000,00&nbsp;€</td></tr></table>",
            "Voce      Prezzo\nA B   1.000,00\xa0€\n",
        ),
        ("<table><tr><td>sola</td></tr><tr><td>a</td><td>b</td></tr></table>", "sola\na     b\n"),
        (f"<table><tr><td>Indirizzo</td><td>{'x' * 70}</td></tr></table>", f"Indirizzo:\n{'x' * 70}\n"),
        (
            '<table role="presentation"><tr><td><p>a</p></td><td>b</td></tr></table>',
            "a\n\nb\n",
        ),
        ('<p data-plain="skip">no</p><p>sì <span data-plain="skip">no</span></p><!-- no -->', "sì\n"),
        ("<style>p{}</style><script>no</script><p>a<img alt='no'></p>", "a\n"),
        (
            '<p>fine</p><div data-plain="signature"><p>Ditta</p><p></p><p>P. IVA 1</p></div>',
            "fine\n\n-- \nDitta\nP. IVA 1\n",
        ),
        ("<p>&lt;b&gt; &amp; 1.000&nbsp;€</p>", "<b> & 1.000\xa0€\n"),
        ("", "\n"),
    ],
)
def test_html_becomes_text(body: str, text: str) -> None:
    assert plain_text(f"<!doctype html><html><head><title>no</title></head><body>{body}</body></html>") == text


def test_lines_stay_within_72_characters() -> None:
    words = plain_text("<p>" + "Non-più-di settantadue caratteri per riga. " * 20 + "</p>")

    assert max(map(len, words.splitlines())) <= 72
