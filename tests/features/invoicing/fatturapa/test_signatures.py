"""Signatures in both forms: what we sign is proven by others' programs, what others sign is proven here."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aistrategyhub.core import clock
from aistrategyhub.features.invoicing.document.parts import TaxId
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml
from aistrategyhub.features.invoicing.fatturapa.cades import seal
from aistrategyhub.features.invoicing.fatturapa.opening import open_file, parse
from aistrategyhub.features.invoicing.fatturapa.signatures import Signature
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.fatturapa.xades import sign_xml
from aistrategyhub.features.invoicing.fatturapa.xml_signatures import read_xml_signatures
from tests.factories.invoices import company, invoice
from tests.factories.signing import SIGNER, authority, certificate_of, pem_of, rsa_key, signing_key
from tests.harness.official import OFFICIAL, needs_official_material

XML = build_xml(
    invoice(buyer=company(company_name="Società dell'Élite S.r.l.")),
    transmitter=TaxId("IT", "09876540155"),
    progressive="00001",
)
NAME = "IT09876540155_00001.xml"
AT = clock.now() - timedelta(minutes=1)
FORMS = pytest.mark.parametrize("make", [seal, sign_xml], ids=["CAdES", "XAdES"])
KINDS = pytest.mark.parametrize("kind", ["rsa", "ec"])


def name_for(make) -> str:
    return f"{NAME}.p7m" if make is seal else NAME


def codes(data: bytes, name: str = NAME) -> list[str]:
    verdict = judge(name, data)
    assert verdict.is_readable, verdict.reason
    return [finding.code for finding in verdict.errors]


@FORMS
@KINDS
def test_what_is_signed_is_accepted_and_says_by_whom(make, kind: str) -> None:
    signed = make(XML, signing_key(kind), AT)
    verdict = judge(name_for(make), signed)
    assert verdict.is_accepted, verdict.errors
    (signature,) = verdict.signatures
    assert signature.signer == SIGNER
    assert signature.signed_at == AT.replace(microsecond=0)
    assert SIGNER in signature.words
    assert "non è stato modificato" in signature.words
    (said,) = verdict.for_programs()["signatures"]
    assert said["verified"] is True
    assert verdict.content == judge(NAME, XML).content


@FORMS
@KINDS
def test_a_document_that_was_changed_is_found_out(make, kind: str) -> None:
    signed = make(XML, signing_key(kind), AT)
    altered = signed.replace(b"<Comune>Torino", b"<Comune>Milano")
    assert altered != signed
    assert codes(altered, name_for(make)) == ["00102"]
    (signature,) = judge(name_for(make), altered).signatures
    assert "non è stato modificato" not in signature.words


@FORMS
@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"begins": -400, "ends": -30}, ["00100"]),
        ({"begins": 2, "ends": 30}, ["00107"]),
        ({"usages": ["key_encipherment"]}, ["00107"]),
        ({"usages": ["key_cert_sign", "crl_sign"]}, ["00107"]),
        ({"usages": ["content_commitment"]}, []),
        ({"usages": None}, []),
    ],
    ids=["expired", "not valid yet", "to encrypt", "of an authority", "non-repudiation", "unsaid"],
)
def test_a_certificate_that_was_not_good_when_it_signed(make, about: dict, expected: list[str]) -> None:
    assert codes(make(XML, signing_key(**about), AT), name_for(make)) == expected


@FORMS
def test_a_certificate_that_expired_since_was_good_when_it_signed(make) -> None:
    key = signing_key(begins=-400, ends=-30)
    assert codes(make(XML, key, clock.now() - timedelta(days=60)), name_for(make)) == []


@FORMS
def test_a_moment_in_the_future(make) -> None:
    assert codes(make(XML, signing_key(), clock.now() + timedelta(hours=1)), name_for(make)) == ["00105"]


@FORMS
def test_another_certificate_of_the_same_key_does_not_take_its_place(make) -> None:
    """The signer vouches for one certificate: a second one of that key, with another name in it, is not it."""
    key = signing_key("rsa", name="Giulia Ferrante")
    other = certificate_of(rsa_key(), signed_by=rsa_key(), name="Giulio Ferranti", issuer="Prova CA")
    key_of_other = signing_key("rsa", name="Giulio Ferranti")
    signed = make(XML, key, AT)
    swapped = _with_certificate(signed, key, other if make is sign_xml else key_of_other.certificate)
    assert codes(swapped, name_for(make)) == ["00102"]


def _with_certificate(signed: bytes, key, other) -> bytes:
    from base64 import b64encode

    from asn1crypto import cms, x509
    from cryptography.hazmat.primitives.serialization import Encoding

    der = other.public_bytes(Encoding.DER)
    if signed.lstrip().startswith(b"<"):
        return signed.replace(b64encode(key.certificate.public_bytes(Encoding.DER)), b64encode(der))
    envelope = cms.ContentInfo.load(signed)
    content = envelope["content"]
    certificate = x509.Certificate.load(der)
    content["certificates"] = [certificate]
    content["signer_infos"][0]["sid"] = cms.SignerIdentifier(
        "issuer_and_serial_number", {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    )
    return envelope.dump(force=True)


class TestHostileXml:
    """Signatures that are right in themselves, of something else than what is read."""

    def test_a_signature_taken_from_another_document(self) -> None:
        own = sign_xml(XML, signing_key(), AT)
        taken = re.search(rb"<ds:Signature .*</ds:Signature>", own, re.DOTALL)[0]
        other = XML.replace(b"<Comune>Torino", b"<Comune>Milano")
        assert codes(other.replace(b"\n</p:Fattura", b"\n" + taken + b"</p:Fattura")) == ["00102"]

    def test_a_part_that_is_signed_is_not_the_whole(self) -> None:
        signed = sign_xml(XML, signing_key(), AT)
        part = signed.replace(b'<ds:Reference URI=""', b'<ds:Reference URI="#Firma-Proprieta"')
        assert codes(part) == ["00102"]

    def test_two_elements_by_one_name(self) -> None:
        signed = sign_xml(XML, signing_key(), AT)
        twice = signed.replace(b"</ds:Object>", b'<a Id="Firma-Proprieta"/></ds:Object>')
        assert "00102" in codes(twice)

    def test_a_moment_that_is_not_signed_is_not_believed(self) -> None:
        signed = sign_xml(XML, signing_key(), AT)
        cut = re.sub(rb'<ds:Reference Type="[^"]*SignedProperties".*?</ds:Reference>', b"", signed, flags=re.DOTALL)
        assert cut != signed
        assert "00102" in codes(cut)

    @pytest.mark.parametrize(
        "damage",
        [
            (b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"),
            (b"<ds:DigestValue>", b"<ds:DigestValue>AAAA"),
            (b"xmldsig-more#ecdsa-sha256", b"xmldsig#ecdsa-sha1"),
            (b"<xades:SigningTime>", b"<xades:SigningTime>ieri "),
            (b"<ds:X509Certificate>", b"<ds:X509Certificate>AAAA"),
        ],
        ids=["signature", "digest", "weak", "moment", "certificate"],
    )
    def test_damage_is_told_and_nothing_raises(self, damage: tuple[bytes, bytes]) -> None:
        signed = sign_xml(XML, signing_key(), AT)
        broken = signed.replace(*damage)
        assert broken != signed
        assert "00102" in codes(broken)

    def test_a_way_that_is_not_understood_is_a_doubt_and_no_error(self) -> None:
        other = _signed_with(XML, signing_key(), "http://www.w3.org/TR/1999/REC-xslt-19991116")
        verdict = judge(NAME, other)
        assert (verdict.errors, [doubt.code for doubt in verdict.warnings]) == ((), ["00102"])
        assert verdict.for_programs()["signatures"][0]["verified"] is False


def _signed_with(xml: bytes, key, transform: str) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("aistrategyhub.features.invoicing.fatturapa.xades.ENVELOPED", transform)
        return sign_xml(xml, key, AT)


class TestWaysOfOthers:
    """The transforms that Italian programs write."""

    FILTER = (
        '<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2">'
        '<XPath xmlns="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">/descendant::ds:Signature</XPath>'
        "</ds:Transform>"
    )

    @pytest.mark.skipif(not shutil.which("xmlsec1"), reason="no xmlsec1 on this machine")
    def test_a_file_that_xmlsec_signed(self, tmp_path: Path) -> None:
        """The template is ours, digests and signature are of xmlsec, with the transform that leaves signatures out."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        key = signing_key("rsa")
        secret = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / "key.pem").write_bytes(secret)
        (tmp_path / "own.pem").write_bytes(pem_of(key.certificate))
        template = sign_xml(XML, key, AT).decode()
        template = re.sub(
            r"<ds:Transform Algorithm=\"[^\"]*enveloped-signature\"/><ds:Transform [^>]*/>", self.FILTER, template
        )
        template = re.sub(r"<ds:DigestValue>[^<]*</ds:DigestValue>(?=</ds:Reference>)", "<ds:DigestValue/>", template)
        template = re.sub(r"<ds:SignatureValue>[^<]*</ds:SignatureValue>", "<ds:SignatureValue/>", template)
        (tmp_path / "in.xml").write_text(template)
        made = ["xmlsec1", "--sign", "--id-attr:Id", "SignedProperties", "--output", "out.xml"]
        subprocess.run([*made, "--privkey-pem", "key.pem", "in.xml"], cwd=tmp_path, check=True, capture_output=True)
        signed = (tmp_path / "out.xml").read_bytes()
        assert b"filter2" in signed
        assert codes(signed) == []
        assert codes(signed.replace(b"<Comune>Torino", b"<Comune>Milano")) == ["00102"]

    @needs_official_material
    def test_receipts_that_sdi_itself_signed(self) -> None:
        folder = OFFICIAL / "samples" / "notifications-official-signed"
        checked = 0
        for path in sorted(folder.glob("*.xml")):
            for signature in read_xml_signatures(parse(path.read_bytes(), is_whole=True), clock.now()):
                assert (signature.signer, signature.findings, signature.doubts) == (
                    "Sistema Interscambio Fattura PA",
                    (),
                    (),
                ), path.name
                altered = path.read_bytes().replace(b"<MessageId>", b"<MessageId>9")
                (broken,) = read_xml_signatures(parse(altered, is_whole=True), clock.now())
                assert [finding.code for finding in broken.findings] == ["00102"], path.name
                checked += 1
        assert checked == 7


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl on this machine")
class TestOpenSsl:
    """CAdES-BES as OpenSSL reads and writes it."""

    @KINDS
    def test_ours_is_cades_for_openssl(self, tmp_path: Path, kind: str) -> None:
        (tmp_path / "in.p7m").write_bytes(seal(XML, signing_key(kind), AT))
        (tmp_path / "ca.pem").write_bytes(pem_of(authority()))
        asked = ["openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", "in.p7m", "-CAfile", "ca.pem"]
        asked += ["-purpose", "any", "-out", "out.xml"]
        done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "out.xml").read_bytes() == XML

    def test_openssls_is_signed_for_us(self, tmp_path: Path) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        secret = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / "key.pem").write_bytes(secret)
        (tmp_path / "own.pem").write_bytes(pem_of(signing_key("rsa").certificate))
        (tmp_path / "in.xml").write_bytes(XML)
        asked = ["openssl", "cms", "-sign", "-cades", "-binary", "-nodetach", "-md", "sha256", "-outform", "DER"]
        asked += ["-in", "in.xml", "-signer", "own.pem", "-inkey", "key.pem", "-out", "out.p7m"]
        subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True)
        signed = (tmp_path / "out.p7m").read_bytes()
        opened = open_file(signed, clock.now() + timedelta(seconds=5))
        assert opened.signature_findings == ()
        assert [signature.signer for signature in opened.signatures] == [SIGNER]


def test_the_words_of_a_signature_that_says_nothing() -> None:
    unknown = Signature(format="CAdES", signer="", signed_at=None, valid_until=None)
    assert "sconosciuto" in unknown.words
    dated = Signature(format="XAdES", signer="Anna", signed_at=datetime(2026, 11, 22, 9, tzinfo=UTC), valid_until=None)
    assert "22 nov 2026, 10:00" in dated.words
