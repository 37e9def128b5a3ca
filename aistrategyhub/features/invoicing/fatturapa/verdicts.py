"""The verdict on any FatturaPA file: schema, signature and checks, as SdI would give it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml.etree import QName, _Element

from aistrategyhub.core import clock
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.fatturapa.builder import NAMESPACE, ElectronicFile
from aistrategyhub.features.invoicing.fatturapa.checks import check_file
from aistrategyhub.features.invoicing.fatturapa.findings import Finding
from aistrategyhub.features.invoicing.fatturapa.names import is_valid_file_name, means_to_be_a_file_name
from aistrategyhub.features.invoicing.fatturapa.opening import NotAnInvoice, Unreadable, open_file
from aistrategyhub.features.invoicing.fatturapa.reader import read_file
from aistrategyhub.features.invoicing.fatturapa.schema import (
    MOST_VIOLATIONS,
    ORDINARY_SCHEMA,
    SIMPLIFIED_SCHEMA,
    violations_in,
)
from aistrategyhub.features.invoicing.fatturapa.schema_words import finding_of
from aistrategyhub.features.invoicing.fatturapa.signatures import Signature
from aistrategyhub.features.invoicing.fatturapa.simplified import FORMAT as SIMPLIFIED
from aistrategyhub.features.invoicing.fatturapa.simplified import SimplifiedFile, check_simplified, read_simplified
from aistrategyhub.features.invoicing.fatturapa.simplified_reading import documents_of
from aistrategyhub.features.invoicing.fatturapa.subject_checks import warn_of_groups

LARGEST_SENT = 5_000_000
_ROOTS = {
    f"{{{NAMESPACE}}}FatturaElettronica": ORDINARY_SCHEMA,
    "{http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0}FatturaElettronicaSemplificata": SIMPLIFIED_SCHEMA,
}
_FORMAT = re.compile(r"[A-Z0-9]{5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to be said of one file. `reason` says why it is unreadable; `content` is there for an ordinary file,
    `documents` for a simplified one too."""

    name: str
    format: str | None = None
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    signatures: tuple[Signature, ...] = ()
    reason: str = ""
    content: ElectronicFile | None = field(default=None, repr=False)
    simplified: tuple[InvoiceDocument, ...] = field(default=(), repr=False)

    @property
    def documents(self) -> tuple[InvoiceDocument, ...]:
        """What the file says, where it could be read."""
        return self.content.documents if self.content else self.simplified

    @property
    def is_readable(self) -> bool:
        return not self.reason

    @property
    def is_accepted(self) -> bool:
        return self.is_readable and not self.errors

    def for_programs(self) -> dict[str, Any]:
        """The verdict as `hub fattura check --json` prints it."""
        said: dict[str, Any] = {
            "file": self.name,
            "readable": self.is_readable,
            "format": self.format,
            "accepted": self.is_accepted,
            "errors": [_said(finding) for finding in self.errors],
            "warnings": [_said(finding) for finding in self.warnings],
            "signatures": [_signed(signature) for signature in self.signatures],
        }
        return said if self.is_readable else said | {"sentence": self.reason}


def judge(name: str, data: bytes, *, now: datetime | None = None) -> Verdict:
    """The verdict on a file with this name and content. Never raises for what the file holds."""
    moment = now or clock.now()
    try:
        opened = open_file(data, moment)
        schema = _ROOTS.get(str(opened.root.tag))
        if schema is None:
            raise NotAnInvoice
    except Unreadable as error:
        return unread(name, error)
    named, warnings = _check_name(name)
    errors = [*named, *_check_size(data), *opened.signature_findings]
    broken = _check_schema(opened.root, schema)
    has_stopped = len(broken) > MOST_VIOLATIONS
    said = _Content() if has_stopped else _check_content(opened.root, schema, moment)
    return Verdict(
        name=name,
        format=_format_of(opened.root),
        errors=(*errors, *broken, *said.found),
        warnings=(*warnings, *said.doubts, *(doubt for one in opened.signatures for doubt in one.doubts)),
        signatures=opened.signatures,
        content=said.file,
        simplified=documents_of(said.simplified) if said.simplified and not broken else (),
    )


def unread(name: str, error: Unreadable) -> Verdict:
    """The verdict on a file that cannot be read."""
    refused = (Finding(error.sdi_code, "", error.sentence, error.values),) if error.sdi_code else ()
    return Verdict(name=name, reason=_(error.sentence, **error.values), errors=refused)


def _check_name(name: str) -> tuple[list[Finding], list[Finding]]:
    """A name that tries to be one of SdI and fails is an error; any other only has to change before it is sent."""
    if is_valid_file_name(name):
        return [], []
    sentence = mark("Il nome {name} non è quello di un file per il Sistema di Interscambio.")
    finding = Finding("00001", "", sentence, {"name": name})
    return ([finding], []) if means_to_be_a_file_name(name) else ([], [finding])


def _check_size(data: bytes) -> list[Finding]:
    if len(data) <= LARGEST_SENT:
        return []
    sentence = mark("Il file è di {size} byte, oltre i 5 MB.")
    return [Finding("00003", "", sentence, {"size": len(data)})]


def _check_schema(root: _Element, schema: str) -> list[Finding]:
    found = violations_in(root, schema)
    findings = [finding_of(violation, root) for violation in found[:MOST_VIOLATIONS]]
    if len(found) > MOST_VIOLATIONS:
        sentence = mark("Gli errori di formato sono più di {most}: il controllo si ferma.")
        findings.append(Finding("00201", "", sentence, {"most": MOST_VIOLATIONS}))
    return findings


@dataclass(frozen=True, slots=True)
class _Content:
    """What a file says, and what SdI would find in that."""

    file: ElectronicFile | None = None
    simplified: SimplifiedFile | None = None
    found: Sequence[Finding] = ()
    doubts: Sequence[Finding] = ()


def _check_content(root: _Element, schema: str, now: datetime) -> _Content:
    """The checks beyond the schema; none when values could not be read, for they would only repeat it."""
    today = clock.today_in_rome(now)
    if schema == SIMPLIFIED_SCHEMA:
        simplified, faults = read_simplified(root)
        return _Content() if faults else _Content(simplified=simplified, found=check_simplified(simplified, today))
    file, faults = read_file(root)
    if faults or not file.documents:
        return _Content()
    doubts = list(warn_of_groups(file.documents[0].buyer))
    return _Content(file, found=check_file(file, today=today), doubts=doubts)


def _format_of(root: _Element) -> str:
    """What the root calls itself, or the format of its kind when that is no format."""
    stated = root.get("versione", "")
    if _FORMAT.fullmatch(stated):
        return stated
    return SIMPLIFIED if QName(root).localname.endswith("Semplificata") else "FPR12"


def _said(finding: Finding) -> dict[str, str]:
    return {"code": finding.code, "path": finding.place, "sentence": finding.words, "remedy": finding.remedy}


def _signed(signature: Signature) -> dict[str, Any]:
    return {
        "format": signature.format,
        "signer": signature.signer,
        "signed_at": signature.signed_at and signature.signed_at.isoformat(),
        "certificate_valid_until": signature.valid_until and signature.valid_until.isoformat(),
        "verified": not signature.findings and not signature.doubts,
    }
