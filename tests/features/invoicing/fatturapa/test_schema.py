"""The official schema at run time: pinned, offline, and safe against hostile files."""

from pathlib import Path

import pytest

from aistrategyhub.features.invoicing.fatturapa import schema
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml, transmitter_of
from aistrategyhub.features.invoicing.fatturapa.schema import SchemaUnavailable, Violation, violations
from tests.factories.invoices import MERIDIANA, invoice

VALID = build_xml(invoice(), transmitter=transmitter_of(MERIDIANA), progressive="00001")


def planted(old: bytes, new: bytes) -> bytes:
    assert VALID.count(old) >= 1
    return VALID.replace(old, new, 1)


def test_a_valid_file_has_no_violations() -> None:
    assert violations(VALID) == []


@pytest.mark.parametrize(
    ("old", "new", "path_end", "word"),
    [
        (b"<CAP>20144</CAP>", b"<CAP>144</CAP>", "CedentePrestatore/Sede/CAP", "pattern"),
        (b"<TipoDocumento>TD01", b"<TipoDocumento>TD99", "TipoDocumento", "enumeration"),
        (b"<ImportoTotaleDocumento>1220.00", b"<ImportoTotaleDocumento>1220", "ImportoTotaleDocumento", "pattern"),
        (b"<Divisa>EUR</Divisa>", b"", "Data", "Divisa"),
        (b"Officine Bianchi", "Officine Šimić".encode(), "Denominazione", "pattern"),
        (b'versione="FPR12"', b"", "p:FatturaElettronica", "versione"),
    ],
)
def test_what_is_wrong_has_a_line_a_path_and_a_reason(old: bytes, new: bytes, path_end: str, word: str) -> None:
    found = violations(planted(old, new))
    assert found
    assert found[0].path.endswith(f"/{path_end}")
    assert word in found[0].message
    assert found[0].line > 0


def test_a_missing_block_is_told_where_it_should_be() -> None:
    found = violations(planted(b"<CodiceDestinatario>M5UXCR1</CodiceDestinatario>", b""))
    assert [violation.line for violation in found] == [4]


@pytest.mark.parametrize("content", [b"", b"   ", b"{}", b"<a>", b"\x00\x01", VALID[:500], b"%PDF-1.7"])
def test_what_is_not_xml_is_a_violation(content: bytes) -> None:
    assert len(violations(content)) == 1


def test_a_foreign_document_is_refused() -> None:
    assert violations(b"<html/>")


def test_at_most_fifty_violations() -> None:
    body = VALID.decode()
    line = body[body.index("<DettaglioLinee>") : body.index("</DettaglioLinee>") + len("</DettaglioLinee>")]
    wrong = line.replace("22.00", "22")
    assert len(violations(body.replace(line, wrong * 80).encode())) == 50


def test_entities_and_document_types_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("segreto")
    document = VALID.decode().split("\n", 1)[1]
    external = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>' + document.replace("Torino", "&x;")
    found = violations(external.encode())
    assert found == [Violation(1, "", "a document type declaration is not allowed")]


def test_a_bomb_of_entities_does_not_go_off() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "ha">{entities}]><a b="&l11;">&l11;</a>'
    assert len(violations(bomb.encode())) == 1


def test_without_the_package_the_reason_and_the_remedy_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "CARRIER", "no_such_package")
    with pytest.raises(SchemaUnavailable, match=r"requirements/schema\.txt"):
        schema.schema_folder()


def test_the_installed_schema_is_ready() -> None:
    schema.ensure_schema()


def test_an_altered_schema_is_refused(tmp_path: Path) -> None:
    original = schema.read_official(schema.schema_folder(), schema.ORDINARY_SCHEMA)
    (tmp_path / schema.ORDINARY_SCHEMA).write_bytes(original.replace(b'value="RF20"', b'value="RF21"'))
    with pytest.raises(SchemaUnavailable, match="SHA-256"):
        schema.read_official(tmp_path, schema.ORDINARY_SCHEMA)
    with pytest.raises(SchemaUnavailable, match="cannot be read"):
        schema.read_official(tmp_path / "nowhere", schema.ORDINARY_SCHEMA)
