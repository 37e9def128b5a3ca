"""The index of a preservation package, and the proof that a package is what its index says. Pure.

The elements are named as in UNI 11386 (SInCRO), the index of preservation packages; the namespace is our own, for
whoever preserves the documents by law (art. 44 CAD; DM 17 June 2014) makes the binding index from it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import BadZipFile, ZipFile

from lxml import etree

NAMESPACE = "urn:aistrategyhub:pindex:1"
INDEX = "indice.xml"
_LARGEST_INDEX = 200_000_000
_CHUNK = 1_000_000
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a package: where it lies, its SHA-256 in hexadecimals, and what it is, by name."""

    path: str
    sha256: str
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proof:
    """What is wrong with a package: files changed, missing, or in no index. `checked` is how many the index lists."""

    checked: int
    changed: Sequence[str] = ()
    missing: Sequence[str] = ()
    unlisted: Sequence[str] = ()

    @property
    def holds(self) -> bool:
        return not (self.changed or self.missing or self.unlisted)


class NoPackage(ValueError):
    """This is no package with an index that can be read; the text says why, in English."""


def write_index(entries: Iterable[Entry], *, firm: str, period: str, at: datetime) -> bytes:
    """The index of these files of a firm and period."""
    root = etree.Element(_name("PIndex"), nsmap={None: NAMESPACE})
    about = _put(root, "SelfDescription")
    _put(about, "ID", f"{period}-{at:%Y%m%dT%H%M%SZ}")
    _put(_put(about, "CreatingApplication"), "Name", "AIStrategyHub")
    volume = _put(root, "PVolume")
    _put(volume, "ID", period)
    _put(volume, "Holder", firm)
    group = _put(root, "FileGroup")
    for number, entry in enumerate(entries, start=1):
        file = _put(group, "File")
        _put(file, "ID", f"{number}")
        _put(file, "Path", entry.path)
        _put(file, "Hash", entry.sha256).set("hashFunction", "SHA-256")
        more = _put(file, "MoreInfo")
        for name, value in entry.about.items():
            _put(more, name, value)
    _put(_put(root, "Process"), "TimeReference", at.isoformat(timespec="seconds"))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def prove(archive: ZipFile) -> Proof:
    """Every hash of a package, reckoned anew. Raises NoPackage."""
    listed = dict(_listed(_index_of(archive)))
    there = [member.filename for member in archive.infolist() if not member.is_dir()]
    names = set(there)
    twice = {name for name in names if there.count(name) > 1} if len(names) < len(there) else set()
    changed = [path for path, sha256 in listed.items() if path in names and _sha256(archive, path) != sha256]
    return Proof(
        checked=len(listed),
        changed=changed,
        missing=sorted(set(listed) - names),
        unlisted=sorted((names - set(listed) - {INDEX}) | twice),
    )


def _index_of(archive: ZipFile) -> etree._Element:
    try:
        if archive.getinfo(INDEX).file_size > _LARGEST_INDEX:
            raise NoPackage("its index is too large")
        content = archive.read(INDEX)
    except KeyError:
        raise NoPackage(f"it holds no {INDEX}") from None
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NoPackage(str(error)) from None
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise NoPackage(f"its index is no XML: {error.msg}") from None
    if root.tag != _name("PIndex"):
        raise NoPackage("its index is of another kind")
    return root


def _listed(index: etree._Element) -> Iterator[tuple[str, str]]:
    for file in index.iter(_name("File")):
        path, sha256 = file.findtext(_name("Path")) or "", file.findtext(_name("Hash")) or ""
        if not path or not _HASH.fullmatch(sha256):
            raise NoPackage("its index lists a file without path or hash")
        yield path, sha256


def _sha256(archive: ZipFile, path: str) -> str:
    """In pieces, whatever a member unpacks to; empty for one that cannot be unpacked."""
    reckoned = hashlib.sha256()
    try:
        with archive.open(path) as source:
            while piece := source.read(_CHUNK):
                reckoned.update(piece)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return ""
    return reckoned.hexdigest()


def _put(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, _name(name))
    element.text = text
    return element


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
