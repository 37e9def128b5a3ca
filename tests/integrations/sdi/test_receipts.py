"""Receipts of both families are read and written as the official schemas want them; hostile ones are refused."""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from lxml import etree

from aistrategyhub.integrations.sdi.receipts import (
    LARGEST_RECEIPT,
    PUBLIC_NAMESPACE,
    ReceiptError,
    ReceiptKind,
    UnreadableReceipt,
    read_receipt,
)
from aistrategyhub.integrations.sdi.writing import Facts, write_receipt
from tests.harness.official import OFFICIAL, needs_official_material

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
_PUBLIC = ("RC", "NS", "MC", "NE", "DT", "AT")
_PRIVATE = ("RC", "NS", "MC")
_FAMILIES = [(True, kind) for kind in _PUBLIC] + [(False, kind) for kind in _PRIVATE]


def facts(kind: str, *, is_public: bool = False, **changes: object) -> Facts:
    return Facts(
        **{
            "kind": ReceiptKind(kind),
            "is_public": is_public,
            "identifier": 1_000_000_001,
            "file_name": "IT09876540155_00001.xml",
            "file_hash": "ab" * 32,
            "at": AT,
            "recipient": "UFABCD" if is_public else "M5UXCR1",
            "number": "2026/00001",
            "year": 2026,
            "errors": [ReceiptError("00311", "Codice non valido " + "molto " * 300)] if kind == "NS" else (),
        }
        | changes
    )


@cache
def _schema(is_public: bool) -> etree.XMLSchema:
    name = "MessaggiTypes_v1.1.xsd" if is_public else "MessaggiFatturaTypes_v1.0.xsd"
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.parse(OFFICIAL / "xsd" / name, parser))


class _Local(etree.Resolver):
    def resolve(self, url: str, public_id: str | None, context: object) -> object:
        if url.endswith("xmldsig-core-schema.xsd"):
            return self.resolve_filename(str(OFFICIAL / "xsd" / "xmldsig-core-schema.xsd"), context)
        return None


@needs_official_material
@pytest.mark.parametrize(("is_public", "kind"), _FAMILIES)
def test_what_we_write_is_valid_by_the_official_schema(is_public: bool, kind: str) -> None:
    _schema(is_public).assertValid(etree.fromstring(write_receipt(facts(kind, is_public=is_public))))


@needs_official_material
@pytest.mark.parametrize("folder", ["notifications-official", "notifications-official-signed"])
@pytest.mark.parametrize("kind", [*_PUBLIC, "EC", "SE", "MT"])
def test_every_official_sample_is_read(folder: str, kind: str) -> None:
    receipt = read_receipt((OFFICIAL / "samples" / folder / f"IT01234567890_11111_{kind}_001.xml").read_bytes())
    assert (receipt.kind, receipt.is_public, receipt.identifier) == (ReceiptKind(kind), True, "111")
    assert receipt.file_name == ("" if kind in ("EC", "SE") else "IT01234567890_11111.xml.p7m")
    assert (receipt.is_accepted is True) is (kind == "NE")
    assert [error.code for error in receipt.errors] == (["00100"] if kind == "NS" else [])


@pytest.mark.parametrize(("is_public", "kind"), _FAMILIES)
def test_what_we_write_is_read_again(is_public: bool, kind: str) -> None:
    receipt = read_receipt(write_receipt(facts(kind, is_public=is_public)))
    assert (receipt.kind, receipt.is_public) == (ReceiptKind(kind), is_public)
    assert (receipt.file_name, receipt.identifier) == ("IT09876540155_00001.xml", "1000000001")
    if kind not in ("NE", "DT"):
        assert receipt.received_at == AT


def test_a_refusal_of_an_office_is_told_from_an_acceptance() -> None:
    assert read_receipt(write_receipt(facts("NE", is_public=True, is_accepted=False))).is_accepted is False


def test_an_hour_without_a_zone_is_that_of_rome() -> None:
    said = write_receipt(facts("MC")).replace(b"2026-11-22T09:30:00Z", b"2026-11-22T09:30:00")
    assert read_receipt(said).received_at == datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def archive(*members: tuple[str, bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return content.getvalue()


def test_an_attestation_comes_in_an_archive_with_its_invoice() -> None:
    attestation = write_receipt(facts("AT", is_public=True))
    assert read_receipt(archive(("fattura.xml", b"<a/>"), ("at.xml", attestation))).kind is ReceiptKind.ATTESTED


_ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
_ROOT = b'<t:RicevutaConsegna xmlns:t="' + PUBLIC_NAMESPACE.encode() + b'"><IdentificativoSdI>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0",
        b"not xml",
        _ROOT,
        b"<a/>",
        _ENTITY + _ROOT + b"&e;</IdentificativoSdI></t:RicevutaConsegna>",
        _LAUGHS + _ROOT + b"&b;</IdentificativoSdI></t:RicevutaConsegna>",
        (_ENTITY + _ROOT + b"1</IdentificativoSdI></t:RicevutaConsegna>").decode().encode("utf-16"),
        _ROOT + b"</IdentificativoSdI></t:RicevutaConsegna>",
        _ROOT + b"1</IdentificativoSdI><DataOraRicezione>ieri</DataOraRicezione></t:RicevutaConsegna>",
        b"<a>" * 100_000,
        b" " * (LARGEST_RECEIPT + 1),
        b"PK\x03\x04 nothing",
        archive(("bomb.xml", b"<a>" + b" " * 60_000_000 + b"</a>")),
        archive(*((f"{number}.xml", b"<a/>") for number in range(50))),
        archive(("inner.zip", archive(("deep.xml", b"<a/>")))),
        archive(("at.xml", write_receipt(facts("AT", is_public=True))))[:-40],
    ],
)
def test_what_is_no_receipt_is_refused_and_breaks_nothing(data: bytes) -> None:
    with pytest.raises(UnreadableReceipt):
        read_receipt(data)
