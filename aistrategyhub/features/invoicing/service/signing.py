"""Signing: a document's file is signed once, before it leaves, and kept as it was signed."""

import asyncio
import hashlib
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import DEFAULT_LOCALE, _, mark, moment_label, speaking
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.invoicing.emails import CertificateExpiring
from aistrategyhub.features.invoicing.fatturapa.cades import seal
from aistrategyhub.features.invoicing.fatturapa.findings import kept_finding
from aistrategyhub.features.invoicing.fatturapa.opening import open_file
from aistrategyhub.features.invoicing.fatturapa.signatures import name_of
from aistrategyhub.features.invoicing.fatturapa.xades import sign_xml
from aistrategyhub.features.invoicing.models import Invoice, InvoiceSignature
from aistrategyhub.features.invoicing.queries.signatures import find_signature
from aistrategyhub.features.invoicing.rules.signing import (
    days_until,
    is_for_public_office,
    is_to_be_signed,
    signed_name,
    warning_of,
)
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.site_settings.queries import address_of_firm
from aistrategyhub.features.tenants.queries import first_tenant, get_tenant
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.settings import SignatureFormat, get_settings
from aistrategyhub.integrations.signing.choose import has_signing_key, signing_key
from aistrategyhub.integrations.signing.gateway import SigningKey, SigningUnavailable
from aistrategyhub.integrations.signing.rehearsal import key_of_rehearsal

# Beside the codes of SdI, which never sees such a file.
_CODE = "FIRMA"
_LONGEST_NAME = 160
_SEND = mark("Quando la chiave è a posto, «Invia al SdI» la firma e la manda: numero e data restano gli stessi.")
_NO_KEY = mark("È per un ufficio pubblico e va firmata, ma nessuna chiave di firma è impostata (SIGNATURE_KEY_FILE).")
_EXPIRED = mark("Il certificato di firma di {name} è scaduto il {moment}: ne serve uno nuovo.")
_EARLY = mark("Il certificato di firma di {name} vale solo dal {moment}.")
_EXPIRES = mark("Il certificato di firma di {name} scade il {moment}: senza uno nuovo le fatture si fermano.")


class CannotSign(DomainError):
    """The document has to be signed and cannot be: it waits as it is for whoever looks after the key."""

    code = "CANNOT_SIGN"
    kind = Kind.UNAVAILABLE
    sentence = mark("La fattura non si può firmare: {reason}")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)

    @property
    def finding(self) -> dict[str, str]:
        """Why, as it is kept beside the file."""
        return kept_finding(_CODE, self.values["reason"], _SEND)


async def as_it_leaves(session: AsyncSession, invoice: Invoice, *, is_rehearsed: bool) -> tuple[str, bytes]:
    """The name and bytes of a document's file as it leaves: signed where it has to be or the firm signs everything.

    A rehearsal without a key signs with one that vouches for nobody. Raises CannotSign.
    """
    if signed := await find_signature(session, invoice):
        return signed.signed_name, signed.content
    has_key = has_signing_key(get_settings())
    is_public = is_for_public_office(invoice.document)
    if not is_to_be_signed(is_public=is_public, scope=get_settings().signature_scope, has_key=has_key):
        return invoice.file_name, invoice.xml
    signed = await sign_document(session, invoice, is_rehearsed=is_rehearsed)
    return signed.signed_name, signed.content


async def as_it_left(session: AsyncSession, invoice: Invoice) -> tuple[str, bytes]:
    """The same of a file that was made ready before: it is signed if it was then."""
    signed = await find_signature(session, invoice)
    return (signed.signed_name, signed.content) if signed else (invoice.file_name, invoice.xml)


async def sign_document(session: AsyncSession, invoice: Invoice, *, is_rehearsed: bool = False) -> InvoiceSignature:
    """A document's present file, signed now or before. Raises CannotSign."""
    if known := await find_signature(session, invoice):
        return known
    form, at = get_settings().signature_format, clock.now()
    with speaking(DEFAULT_LOCALE):
        key = await _usable_key(session, at, is_rehearsed=is_rehearsed)
        content = await asyncio.to_thread(_signed, invoice, key, form, at)
    signed = InvoiceSignature(
        invoice_id=invoice.id,
        file_name=invoice.file_name,
        signed_name=signed_name(invoice.file_name, form),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        signer=name_of(key.certificate)[:_LONGEST_NAME],
        signed_at=at,
    )
    session.add(signed)
    await session.flush()
    await record(session, "invoicing.signed", "invoice", invoice.id, file=signed.signed_name, signer=signed.signer)
    return signed


async def signature_words(session: AsyncSession) -> str:
    """What to know of the firm's signature: empty while it is well, or where none is set."""
    if not has_signing_key(get_settings()) or not await _is_its_firm(session):
        return ""
    try:
        key = await _usable_key(session, clock.now(), is_rehearsed=False)
    except CannotSign as problem:
        return problem.values["reason"]
    end = key.certificate.not_valid_after_utc
    is_near = warning_of(days_until(end, clock.now())) is not None
    return _(_EXPIRES, name=name_of(key.certificate), moment=moment_label(end)) if is_near else ""


async def watch_certificate(session: AsyncSession) -> None:
    """Tells the firm that the certificate it signs with expires in 30, 7 or 1 days, or has expired: each once."""
    firm = await address_of_firm(session)
    if firm is None or not has_signing_key(get_settings()) or not await _is_its_firm(session):
        return
    try:
        key = await asyncio.to_thread(signing_key, get_settings())
    except SigningUnavailable:
        return
    end = key.certificate.not_valid_after_utc
    step = warning_of(days_until(end, clock.now()))
    if step is not None:
        await queue_mail(
            session,
            CertificateExpiring.of(name_of(key.certificate), end, is_over=step == 0),
            to=firm,
            locale=DEFAULT_LOCALE,
            key=f"certificate:{key.certificate.serial_number}:{step}",
        )


async def _usable_key(session: AsyncSession, at: datetime, *, is_rehearsed: bool) -> SigningKey:
    """The firm's key. The certificate is one person's or firm's: another tenant, and a demo firm, never signs with it.
    Raises CannotSign."""
    key = None
    try:
        if await _is_its_firm(session):
            key = await asyncio.to_thread(signing_key, get_settings())
    except SigningUnavailable as problem:
        raise CannotSign(f"{_(problem.sentence, **problem.values)} ({problem.reason})") from problem
    if key is None and is_rehearsed:
        return key_of_rehearsal()
    if key is None:
        raise CannotSign(_(_NO_KEY))
    certificate = key.certificate
    if certificate.not_valid_after_utc <= at:
        moment = moment_label(certificate.not_valid_after_utc)
        raise CannotSign(_(_EXPIRED, name=name_of(certificate), moment=moment))
    if certificate.not_valid_before_utc > at:
        moment = moment_label(certificate.not_valid_before_utc)
        raise CannotSign(_(_EARLY, name=name_of(certificate), moment=moment))
    return key


async def _is_its_firm(session: AsyncSession) -> bool:
    tenant = await get_tenant(session, tenant_of(session))
    first = await first_tenant(session)
    return not tenant.is_demo and first is not None and first.id == tenant.id


def _signed(invoice: Invoice, key: SigningKey, form: SignatureFormat, at: datetime) -> bytes:
    """The signed file, once it was read back: what a faulty token or a wrong certificate makes never leaves."""
    try:
        make = seal if form is SignatureFormat.CADES else sign_xml
        content = make(invoice.xml, key, at)
    except SigningUnavailable as problem:
        raise CannotSign(f"{_(problem.sentence, **problem.values)} ({problem.reason})") from problem
    if found := open_file(content, clock.now()).signature_findings:
        raise CannotSign(found[0].words)
    return content
