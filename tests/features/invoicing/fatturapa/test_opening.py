"""Files as people have them: envelopes, encodings, archives and hostile content."""

import base64
import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from aistrategyhub.core import clock
from aistrategyhub.features.invoicing.document.parts import TaxId
from aistrategyhub.features.invoicing.fatturapa.archives import judge_path
from aistrategyhub.features.invoicing.fatturapa.ber import read
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml
from aistrategyhub.features.invoicing.fatturapa.verdicts import Verdict, judge
from tests.factories.invoices import company, invoice

XML = build_xml(invoice(), transmitter=TaxId("IT", "09876540155"), progressive="00001")
ACCENTED = build_xml(
    invoice(buyer=company(company_name="Società dell'Élite S.r.l.")),
    transmitter=TaxId("IT", "09876540155"),
    progressive="00001",
)
BARE = ACCENTED.split(b"\n", 1)[1]
NAME = "IT09876540155_00001.xml"


def certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, *, days: int = 30) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Firma di prova")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    begin = clock.now() - timedelta(days=60)
    return (
        builder.serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(clock.now() + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )


KEY = ec.generate_private_key(ec.SECP256R1())


def signed(
    data: bytes = XML,
    *,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = KEY,
    days: int = 30,
    plain: bool = False,
    pads: padding.PSS | None = None,
) -> bytes:
    options = [pkcs7.PKCS7Options.Binary]
    if plain:
        options.append(pkcs7.PKCS7Options.NoAttributes)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(data)
    builder = builder.add_signer(certificate(key, days=days), key, hashes.SHA256(), rsa_padding=pads)
    return builder.sign(serialization.Encoding.DER, options)


def codes(data: bytes, name: str = f"{NAME}.p7m") -> list[str]:
    verdict = judge(name, data, now=clock.now() + timedelta(seconds=5))
    assert verdict.is_readable, verdict.reason
    return [finding.code for finding in verdict.errors]


def armoured(data: bytes) -> bytes:
    return b"-----BEGIN PKCS7-----\n" + base64.encodebytes(data) + b"-----END PKCS7-----\n"


@pytest.mark.parametrize(
    "dress", [bytes, base64.b64encode, base64.encodebytes, armoured], ids=["DER", "base64", "lines", "PEM"]
)
def test_a_signed_file_is_opened_and_verified(dress) -> None:
    assert codes(dress(signed())) == []


def test_a_signature_by_rsa_and_one_around_another() -> None:
    key = rsa.generate_private_key(65537, 2048)
    assert codes(signed(key=key)) == []
    assert codes(signed(key=key, pads=padding.PSS(padding.MGF1(hashes.SHA256()), 32))) == []
    assert codes(signed(signed())) == []


def named_by_key(data: bytes, another: x509.Certificate) -> bytes:
    """The same signature by a signer named by a key identifier, with another certificate before the right one."""
    kind, explicit = read(data).children()
    version, digests, inside, certificates, signers = explicit.children()[0].children()
    signer_version, _who, *rest = signers.children()[0].children()
    named = tagged(0x30, signer_version.encoded + tagged(0x80, b"key") + b"".join(one.encoded for one in rest))
    known = tagged(0xA0, another.public_bytes(serialization.Encoding.DER) + certificates.body)
    parts = version.encoded + digests.encoded + inside.encoded + known + tagged(0x31, named)
    return tagged(0x30, kind.encoded + tagged(0xA0, tagged(0x30, parts)))


def test_a_signer_named_by_key_is_found_among_the_certificates() -> None:
    another = certificate(ec.generate_private_key(ec.SECP256R1()))
    assert codes(named_by_key(signed(), another)) == []
    assert codes(named_by_key(signed().replace(b"Officine", b"Fornaci "), another)) == ["00102"]


def test_what_is_wrong_with_a_signature() -> None:
    assert codes(signed().replace(b"Officine", b"Fornaci ")) == ["00102"]
    assert codes(signed(plain=True)) == ["00103"]
    assert codes(signed(days=-1)) == ["00100"]
    early = judge(NAME, signed(), now=clock.now() - timedelta(hours=1))
    assert [finding.code for finding in early.errors] == ["00105"]


def in_pieces(data: bytes) -> bytes:
    """The same envelope as streaming programs write it: lengths unknown, the content cut into pieces."""
    start = data.index(b"<?xml")
    header = data[:start]
    assert header.endswith(b"\x04\x82" + len(XML).to_bytes(2))
    half = len(XML) // 2
    pieces = b"".join(b"\x04\x82" + len(piece).to_bytes(2) + piece for piece in (XML[:half], XML[half:]))
    inside = b"\x30\x80" + bytes.fromhex("06092a864886f70d010701") + b"\xa0\x80\x24\x80" + pieces + b"\0\0" * 3
    version_and_digests = data[data.index(b"\x02\x01\x01") : data.index(bytes.fromhex("06092a864886f70d010701")) - 4]
    rest = data[start + len(XML) :]
    kind = bytes.fromhex("06092a864886f70d010702")
    return b"\x30\x80" + kind + b"\xa0\x80\x30\x80" + version_and_digests + inside + rest + b"\0\0" * 3


def test_an_envelope_of_unknown_length() -> None:
    assert codes(in_pieces(signed())) == []


@pytest.mark.parametrize(
    "data",
    [
        ACCENTED,
        BARE,
        b"\xef\xbb\xbf" + ACCENTED,
        b"\xef\xbb\xbf" + BARE,
        b"\r\n  " + ACCENTED,
        BARE.decode().encode("cp1252"),
        b'<?xml version="1.0" encoding="windows-1252"?>\n' + BARE.decode().encode("cp1252"),
        b'<?xml version="1.0" encoding="ISO-8859-15"?>\n' + BARE.decode().encode("iso-8859-15"),
        ('<?xml version="1.0" encoding="UTF-16"?>' + BARE.decode()).encode("utf-16"),
    ],
    ids=["UTF-8", "no prolog", "BOM", "BOM, no prolog", "blanks", "bare 1252", "1252", "8859-15", "UTF-16"],
)
def test_encodings(data: bytes) -> None:
    verdict = judge(NAME, data, now=datetime(2026, 11, 22, tzinfo=UTC))
    assert verdict.is_accepted, (verdict.reason, verdict.errors)
    assert verdict.content is not None
    assert verdict.content.documents[0].buyer.name == "Società dell'Élite S.r.l."


SIGNED = signed()


def tagged(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x84]) + len(content).to_bytes(4) + content


def envelope(content: bytes, rest: bytes = b"") -> bytes:
    """An envelope that nobody signed."""
    inside = tagged(0x30, bytes.fromhex("06092a864886f70d010701") + tagged(0xA0, content))
    data = tagged(0x30, b"\x02\x01\x01" + tagged(0x31, b"") + inside + rest)
    return tagged(0x30, bytes.fromhex("06092a864886f70d010702") + tagged(0xA0, data))


def test_an_envelope_may_be_neither_deep_nor_wide_without_bound() -> None:
    assert judge(NAME, envelope(tagged(0x04, XML))).is_readable
    deep = XML
    for _layer in range(2000):
        deep = tagged(0x24, deep)
    wide = tagged(0xA0, b"\x05\x00" * 5000)
    for data in (envelope(deep), envelope(tagged(0x04, XML), wide)):
        assert not judge(NAME, data).is_readable


@settings(deadline=None, max_examples=200)
@given(
    data=st.sampled_from([XML, SIGNED, ACCENTED]),
    places=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=5),
    cut=st.floats(0, 1),
)
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_whatever_is_altered_there_is_a_verdict(data: bytes, places: list[tuple[float, int]], cut: float) -> None:
    altered = bytearray(data)
    for place, value in places:
        altered[int(place * len(altered))] = value
    for content in (bytes(altered), data[: int(cut * len(data))]):
        assert judge(NAME, content).for_programs()["file"] == NAME


ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
BOMB = "<!DOCTYPE a [<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"%PDF-1.7 fattura",
        b"{}",
        b"<a>",
        b"<html/>",
        XML[:500],
        ENTITY + BARE.replace(b"Torino", b"&x;"),
        BOMB.encode() + b"<a>&l11;</a>",
        (BOMB + "<a/>").encode("utf-16"),
        b"<a>" * 5000,
        signed()[:300],
        b"\x30\x80" * 400,
        b"\x30\x84\xff\xff\xff\xff",
        b"MIIB" * 50,
        b'<?xml version="1.0" encoding="klingon"?><a/>',
        b"\x00\x01\x02",
        bytes(range(256)) * 40,
    ],
    ids=[
        "nothing",
        "blank",
        "pdf",
        "json",
        "half an element",
        "html",
        "cut short",
        "foreign entity",
        "entity bomb",
        "entity bomb in utf-16",
        "depth",
        "half a signature",
        "nested lengths",
        "endless length",
        "half a base64",
        "unknown encoding",
        "binary",
        "all bytes",
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(data: bytes) -> None:
    verdict = judge(NAME, data)
    assert not verdict.is_readable
    assert verdict.reason.endswith(".")
    assert not verdict.is_accepted


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def packed(packing: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def verdicts(path: Path) -> list[Verdict]:
    return list(judge_path(path))


def test_an_archive_is_judged_file_by_file(tmp_path: Path) -> None:
    data = packed(**{NAME: XML, "IT09876540155_00002.xml.p7m": signed(), "IT09876540155_00003.xml": b"<a/>"})
    found = verdicts(write(tmp_path, "IT09876540155_1.zip", data))
    assert [(verdict.name[14:19], verdict.is_accepted) for verdict in found] == [
        ("00001", True),
        ("00002", True),
        ("00003", False),
    ]


@pytest.mark.parametrize(
    "data",
    [
        packed(),
        packed(**{NAME: XML})[:200],
        packed(zipfile.ZIP_LZMA, **{NAME: XML}),
        packed(zipfile.ZIP_BZIP2, **{NAME: XML}),
        packed(a=XML).replace(b"a", b"\0"),
    ],
    ids=["empty", "cut", "LZMA", "BZIP2", "without a name"],
)
def test_an_archive_that_is_corrupt_or_packed_as_none_is(tmp_path: Path, data: bytes) -> None:
    (found,) = verdicts(write(tmp_path, "IT09876540155_1.zip", data))
    assert (found.is_readable, [finding.code for finding in found.errors]) == (False, ["00106"])


@pytest.mark.parametrize(
    "data",
    [
        packed(**{"a.zip": packed(**{NAME: XML})}),
        packed(**{NAME: b"0" * 60_000_000}),
        packed(**{f"{n}.xml": b"" for n in range(1001)}),
        packed(**{f"{n}.xml": bytes(2**24) for n in range(12)}),
    ],
    ids=["nested", "bomb", "too many", "too large"],
)
def test_archives_that_are_not_read(tmp_path: Path, data: bytes) -> None:
    found = verdicts(write(tmp_path, "IT09876540155_1.zip", data))
    assert [verdict.is_readable for verdict in found] == [False]


def test_files_that_are_not_there_or_too_large(tmp_path: Path) -> None:
    large = tmp_path / NAME
    with large.open("wb") as file:
        file.truncate(50_000_000)
    for path in (large, tmp_path / "nowhere.xml", tmp_path, Path("/dev/zero")):
        assert [verdict.is_readable for verdict in verdicts(path)] == [False]
