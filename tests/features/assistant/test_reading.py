"""What documents say, in whatever form they come, and why some say nothing."""

from pathlib import Path

import pytest

from aistrategyhub.features.assistant.reading import desk, pdf, word
from aistrategyhub.features.assistant.reading.running import read_file
from aistrategyhub.features.assistant.rules.failures import FAILURES, Unreadable
from aistrategyhub.features.assistant.schemas.blocks import Block, Reading
from tests.factories.knowledge import docx_of, pdf_of, scanned_pdf, with_entry

DOCX = docx_of({"Ambito": "Vale per i soggetti essenziali."}, table=(("Soggetto", "Sanzione"), ("Essenziale", "10 M")))


def _read(tmp_path: Path, content: bytes, file_type: str) -> Reading:
    path = tmp_path / "document"
    path.write_bytes(content)
    return desk.read(path, file_type)


def _texts(reading: Reading) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in reading.blocks]


def test_markdown_is_headings_and_plain_paragraphs(tmp_path: Path) -> None:
    text = (
        "# Guida\n\nUn **testo** con [un link](https://esempio.it)\nsu due righe.\n\n"
        "- primo\n- secondo\n\nParte\n-----\n\nFine."
    )
    assert _texts(_read(tmp_path, text.encode(), "md")) == [
        (1, "Guida"),
        (0, "Un testo con un link su due righe."),
        (0, "- primo"),
        (0, "- secondo"),
        (2, "Parte"),
        (0, "Fine."),
    ]


def test_the_articles_of_a_law_are_headings(tmp_path: Path) -> None:
    text = "CAPO IV\n\nArticolo 25\nNotifica di incidente\n\n1. I soggetti notificano senza ingiustificato ri-\ntardo."
    assert _texts(_read(tmp_path, text.encode(), "txt")) == [
        (2, "CAPO IV"),
        (3, "Articolo 25"),
        (0, "Notifica di incidente"),
        (0, "1. I soggetti notificano senza ingiustificato ritardo."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encodings_that_people_use_are_read(tmp_path: Path, encoding: str) -> None:
    assert _texts(_read(tmp_path, "Perché è così.".encode(encoding), "txt")) == [(0, "Perché è così.")]


def test_html_leaves_menus_and_scripts_out_and_keeps_tables_whole(tmp_path: Path) -> None:
    html = (
        "<html><head><title>x</title></head><body><nav>Menu</nav><h2>Prezzi</h2><p>Un <b>audit</b> costa poco.</p>"
        "<script>alert(1)</script><ul><li>uno</li></ul><table><caption>Listino</caption>"
        "<tr><th>Voce</th><th>Euro</th></tr><tr><td>Audit</td><td>900</td></tr></table>"
    )
    reading = _read(tmp_path, html.encode(), "html")
    assert reading.blocks == [
        Block("Prezzi", level=2),
        Block("Un audit costa poco."),
        Block("• uno"),
        Block("Listino\nVoce | Euro\nAudit | 900", is_table=True, caption="Listino\nVoce | Euro"),
    ]


def test_a_page_nested_without_end_breaks_nothing(tmp_path: Path) -> None:
    reading = _read(tmp_path, b"<div>" * 200 + b"fondo", "html")
    assert [text for _level, text in _texts(reading)] == ["fondo"]
    with pytest.raises(Unreadable) as refusal:
        _read(tmp_path, b"<div>" * 100_000 + b"fondo", "html")
    assert refusal.value.code == "EMPTY"


def test_rows_say_the_names_of_their_columns(tmp_path: Path) -> None:
    text = "Servizio;Prezzo\nAudit NIS2;2.500\nDPIA;900\n"
    assert [text for _level, text in _texts(_read(tmp_path, text.encode(), "csv"))] == [
        "Servizio: Audit NIS2; Prezzo: 2.500",
        "Servizio: DPIA; Prezzo: 900",
    ]
    data = b'[{"servizio": "Audit", "prezzi": [1, 2], "note": null}, {"servizio": "DPIA"}]'
    assert [text for _level, text in _texts(_read(tmp_path, data, "json"))] == [
        "servizio: Audit; prezzi: 1; prezzi: 2",
        "servizio: DPIA",
    ]


def test_word_keeps_headings_and_tables(tmp_path: Path) -> None:
    reading = _read(tmp_path, DOCX, "docx")
    assert reading.blocks == [
        Block("Ambito", level=1),
        Block("Vale per i soggetti essenziali."),
        Block("Soggetto | Sanzione\nEssenziale | 10 M", is_table=True, caption="Soggetto | Sanzione"),
    ]


def test_pdf_knows_its_pages_and_bookmarks_and_drops_running_heads(tmp_path: Path) -> None:
    pages = [
        f"<p>Studio Bianchi, pagina {n}</p><h1>Parte {n}</h1><p>Il testo numero {n} dice molto.</p>"
        for n in range(1, 6)
    ]
    content = pdf_of(*pages, title_of_page={1: "Parte 2"})
    reading = _read(tmp_path, content, "pdf")
    assert reading.page_count == 5
    assert Block("Parte 2", level=1, page=2) in reading.blocks
    assert any(block.page == 4 and "numero 4" in block.text for block in reading.blocks)
    assert not any("Studio Bianchi" in block.text for block in reading.blocks)


@pytest.mark.parametrize(
    ("content", "file_type", "code"),
    [
        (pdf_of("<p>Segreto</p>", password="chiave"), "pdf", "ENCRYPTED"),
        (scanned_pdf(), "pdf", "SCANNED"),
        (b"%PDF-1.7 e poi niente", "pdf", "BROKEN"),
        (pdf_of("<p>Va bene</p>")[:400], "pdf", "BROKEN"),
        (with_entry(DOCX, "word/vbaProject.bin", b"macro"), "docx", "MACROS"),
        (with_entry(DOCX, "word/bomba.xml", b"0" * 30_000_000), "docx", "ARCHIVE"),
        (with_entry(DOCX, "../fuori.xml", b"x"), "docx", "ARCHIVE"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx", "ENCRYPTED"),
        (b"PK\x03\x04 e poi niente", "docx", "BROKEN"),
        (bytes(range(256)) * 20, "txt", "ENCODING"),
        (b"\x81\x8d\x8f" * 40, "csv", "ENCODING"),
        (b"{", "json", "BROKEN"),
        (b"[" * 100_000, "json", "BROKEN"),
        (b"   \n\n ", "txt", "EMPTY"),
        (b"# Solo un titolo", "md", "EMPTY"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, file_type: str, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        _read(tmp_path, content, file_type)
    assert refusal.value.code == code
    assert code in FAILURES


def test_limits_are_told_with_their_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    with pytest.raises(Unreadable) as pages:
        _read(tmp_path, pdf_of("<p>a</p>", "<p>b</p>", "<p>c</p>"), "pdf")
    assert (pages.value.code, pages.value.values) == ("TOO_MANY_PAGES", {"pages": 3, "most": 2})
    monkeypatch.setattr(desk, "MOST_LETTERS", 10)
    with pytest.raises(Unreadable) as letters:
        _read(tmp_path, b"Molto testo, davvero.", "txt")
    assert letters.value.code == "TOO_LONG"
    monkeypatch.setattr(word, "_LARGEST_UNPACKED", 100)
    with pytest.raises(Unreadable) as large:
        _read(tmp_path, DOCX, "docx")
    assert large.value.code == "ARCHIVE"


async def test_the_reader_is_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "document"
    path.write_text("# Titolo\n\nTesto.", encoding="utf-8")
    reading = await read_file(path, "md")
    assert reading.blocks == [Block("Titolo", level=1), Block("Testo.")]
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(Unreadable) as refusal:
        await read_file(path, "pdf")
    assert refusal.value.code == "BROKEN"
