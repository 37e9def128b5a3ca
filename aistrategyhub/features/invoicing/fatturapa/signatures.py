"""One signature of a file as it was read: whose it is, from when, and what SdI would hold against it.

Whom to trust (00104) and what was revoked (00101) is for SdI to say: it knows the authorities.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import NameOID

from aistrategyhub.core.text import _, mark, moment_label
from aistrategyhub.features.invoicing.fatturapa.findings import Finding

PLACE = "firma"
# What cryptography says of certificates that it cannot read, beside ValueError.
_UNREADABLE = (UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
CADES, XADES = "CAdES", "XAdES"
ALTERED = mark("La firma non corrisponde al file: è stato modificato.")
WEAK = mark("La firma usa un algoritmo che il Sistema di Interscambio non accetta: serve SHA-256 o più forte.")
NOT_OF_FILE = mark("La firma non copre tutto il documento.")
UNKNOWN_TRANSFORM = mark("La firma è fatta in un modo che qui non si può verificare.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """`format` is CADES or XADES. `signer` is the name in the certificate, empty where there is none to read.

    `findings` is what SdI would refuse; `doubts` what could not be verified here and says nothing against the file.
    """

    format: str
    signer: str
    signed_at: datetime | None
    valid_until: datetime | None
    findings: tuple[Finding, ...] = ()
    doubts: tuple[Finding, ...] = ()

    @property
    def words(self) -> str:
        """Who signed, when, and whether it holds, in the language of the moment."""
        who = self.signer or _("firmatario sconosciuto")
        said = _("Firma {format} di {who}", format=self.format, who=who)
        if self.signed_at:
            said = _("{signature}, {moment}", signature=said, moment=moment_label(self.signed_at))
        if self.findings or self.doubts:
            return said
        return _("{signature}: il documento non è stato modificato e il certificato era valido.", signature=said)


def judged(
    kind: str,
    certificate: x509.Certificate | None,
    signed_at: datetime | None,
    now: datetime,
    *,
    broken: str = "",
    unsure: str = "",
) -> Signature:
    """The signature by this certificate: `broken` says why it does not verify, `unsure` why nobody here can tell."""
    found = [Finding("00102", PLACE, broken)] if broken else []
    if signed_at is None:
        found.append(Finding("00103", PLACE, mark("La firma non dice quando è stata apposta.")))
    elif signed_at > now:
        sentence = mark("La firma porta la data {moment}, che è nel futuro.")
        found.append(Finding("00105", PLACE, sentence, {"moment": signed_at}))
    if certificate and not broken:
        found += _faults_of(certificate, signed_at or now)
    return Signature(
        format=kind,
        signer=name_of(certificate) if certificate else "",
        signed_at=signed_at,
        valid_until=certificate.not_valid_after_utc if certificate else None,
        findings=tuple(found),
        doubts=(Finding("00102", PLACE, unsure),) if unsure else (),
    )


def read_certificate(der: bytes) -> x509.Certificate:
    """A certificate of which all that is asked for later can be read, piece by piece. Raises ValueError."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        for ask in _ASKED:
            ask(certificate)
    except _UNREADABLE as error:
        raise ValueError(str(error)) from error
    return certificate


def name_of(certificate: x509.Certificate) -> str:
    """Whose certificate it is, by their common name, or by all that it says."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether the certificate is for signing: one that does not say what it is for is for everything (RFC 5280)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return True
    return usage.digital_signature or usage.content_commitment


def _faults_of(certificate: x509.Certificate, at: datetime) -> list[Finding]:
    """What was wrong with a certificate at that moment."""
    found = []
    if certificate.not_valid_after_utc < at:
        sentence = mark("Il certificato era già scaduto il {moment}.")
        found.append(Finding("00100", PLACE, sentence, {"moment": certificate.not_valid_after_utc}))
    if certificate.not_valid_before_utc > at:
        sentence = mark("Il certificato vale solo dal {moment}, dopo la firma.")
        found.append(Finding("00107", PLACE, sentence, {"moment": certificate.not_valid_before_utc}))
    if not may_sign(certificate):
        found.append(Finding("00107", PLACE, mark("Il certificato non è fatto per firmare documenti.")))
    return found


_ASKED: tuple[Callable[[x509.Certificate], object], ...] = (
    x509.Certificate.public_key,
    name_of,
    may_sign,
    lambda certificate: (certificate.not_valid_before_utc, certificate.not_valid_after_utc),
)
