"""Preservation packages: what was issued and received in a period, and a proof that notices every change."""

import io
import json
import zipfile
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from lxml import etree
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from aistrategyhub.core import clock
from aistrategyhub.core.access import Role
from aistrategyhub.features.audit.models import AuditEntry
from aistrategyhub.features.invoicing.commands import commands
from aistrategyhub.features.invoicing.rules.periods import read_period
from aistrategyhub.features.invoicing.rules.preservation import INDEX, NAMESPACE, Entry, NoPackage, prove, write_index
from aistrategyhub.features.invoicing.service import import_files, preservation_package
from aistrategyhub.infra.db import tenant_of
from tests.factories.people import cookie_of
from tests.factories.received import billed
from tests.features.invoicing.transmissions import issued, issued_to_office, listen, send

TWO = {"emesse/uno.xml": b"<uno/>", "emesse/due.xml": b"<due/>"}
IN_INDEX = f"{{{NAMESPACE}}}"


def this_year():
    return read_period(f"{clock.today_in_rome().year}")


async def packed(session: AsyncSession) -> ZipFile:
    content = preservation_package(tenant_of(session), this_year())
    return ZipFile(io.BytesIO(b"".join([piece async for piece in content])))


def package(files: dict[str, bytes], *, index: bytes | None = None) -> bytes:
    """A package of these files, indexed as `TWO` unless it brings an index of its own."""
    import hashlib

    entries = [Entry(path, hashlib.sha256(content).hexdigest(), {"Numero": "1"}) for path, content in TWO.items()]
    made = write_index(entries, firm="Meridiana", period="2026", at=clock.now())
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
        if index != b"":
            archive.writestr(INDEX, made if index is None else index)
    return target.getvalue()


def proof_of(content: bytes):
    with ZipFile(io.BytesIO(content)) as archive:
        return prove(archive)


async def test_all_that_was_issued_and_received_is_in_it(session: AsyncSession, books: Path) -> None:
    first, office = await issued(session), await issued_to_office(session)
    for invoice in (first, office):
        await send(session, invoice)
    await listen(session)
    await import_files(session, "IT12345678903_00001.xml", billed())
    archive = await packed(session)
    names = sorted(archive.namelist())
    base, other = (invoice.file_name.removesuffix(".xml") for invoice in (first, office))
    expected = [
        f"emesse/{base}.xml",
        f"emesse/{other}.xml.p7m",
        INDEX,
        f"ricevute-sdi/{base}/01-{base}_RC_001.xml",
        f"ricevute-sdi/{other}/01-{other}_RC_001.xml",
        f"ricevute-sdi/{other}/02-{other}_NE_001.xml",
    ]
    assert [name for name in names if not name.startswith("ricevute/")] == sorted(expected)
    (brought,) = [name for name in names if name.startswith("ricevute/")]
    assert archive.read(brought) == billed()
    assert archive.read(f"emesse/{base}.xml") == first.xml
    proof = prove(archive)
    assert (proof.holds, proof.checked) == (True, 6)
    index = etree.fromstring(archive.read(INDEX))
    (about,) = [
        file.find(f"{IN_INDEX}MoreInfo")
        for file in index.iter(f"{IN_INDEX}File")
        if file.findtext(f"{IN_INDEX}Path") == f"emesse/{base}.xml"
    ]
    assert about.findtext(f"{IN_INDEX}Numero") == first.invoice_number
    assert about.findtext(f"{IN_INDEX}Stato") == "delivered"
    assert "09876540155" in index.findtext(f".//{IN_INDEX}Holder")


async def test_what_sdi_rejected_was_never_issued(session: AsyncSession, books: Path) -> None:
    await send(session, await issued(session, sdi_code="ZZZZZZZ"))
    await listen(session)
    archive = await packed(session)
    assert archive.namelist() == [INDEX]
    assert prove(archive).holds


@pytest.mark.parametrize(
    ("files", "changed", "missing", "unlisted"),
    [
        (TWO, [], [], []),
        (TWO | {"emesse/due.xml": b"<tre/>"}, ["emesse/due.xml"], [], []),
        ({"emesse/uno.xml": b"<uno/>"}, [], ["emesse/due.xml"], []),
        (TWO | {"altro.txt": b"!"}, [], [], ["altro.txt"]),
    ],
    ids=["whole", "changed", "missing", "not listed"],
)
def test_a_proof_notices_every_change(files: dict, changed: list, missing: list, unlisted: list) -> None:
    proof = proof_of(package(files))
    assert (proof.changed, proof.missing, proof.unlisted) == (changed, missing, unlisted)
    assert proof.holds is not bool(changed or missing or unlisted)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_second_file_by_the_same_name_is_noticed() -> None:
    target = io.BytesIO(package(TWO))
    with ZipFile(target, "a") as archive:
        archive.writestr("emesse/uno.xml", b"<uno/>")
    assert proof_of(target.getvalue()).unlisted == ["emesse/uno.xml"]


@pytest.mark.parametrize(
    "index",
    [
        b"",
        b"<PIndex",
        b"<PIndex/>",
        f'<PIndex xmlns="{NAMESPACE}"><File><Path>a</Path><Hash>12</Hash></File></PIndex>'.encode(),
    ],
    ids=["none", "no XML", "of another kind", "no hash"],
)
def test_an_index_that_cannot_be_read_is_no_package(index: bytes) -> None:
    with pytest.raises(NoPackage):
        proof_of(package(TWO, index=index))


class TestCommand:
    def test_it_says_whether_a_package_is_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "conservazione-2026.zip"
        path.write_bytes(package(TWO))
        done = CliRunner().invoke(commands, ["fattura", "verify", str(path)])
        assert (done.exit_code, "2 files listed, all as they were" in done.output) == (0, True)
        path.write_bytes(package(TWO | {"emesse/due.xml": b"<tre/>"}))
        done = CliRunner().invoke(commands, ["fattura", "verify", str(path), "--json"])
        assert done.exit_code == 1
        assert json.loads(done.output)["changed"] == ["emesse/due.xml"]

    @pytest.mark.parametrize("content", [b"", b"no archive", package({}, index=b"")], ids=["empty", "text", "no index"])
    def test_what_is_no_package_is_said(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "x.zip"
        path.write_bytes(content)
        done = CliRunner().invoke(commands, ["fattura", "verify", str(path)])
        assert done.exit_code != 0
        assert "no preservation package" in str(done.exception)
        missing = CliRunner().invoke(commands, ["fattura", "verify", str(tmp_path / "none.zip")])
        assert "no preservation package" in str(missing.exception)


async def test_it_is_for_whoever_may_export_and_is_recorded(api: httpx.AsyncClient, session: AsyncSession) -> None:
    address = f"/api/v1/admin/invoices/periods/{this_year().name}/preservation.zip"
    assert (await api.get(address, headers=await cookie_of(session, Role.SUPPORT))).status_code == 403
    answer = await api.get(address, headers=await cookie_of(session, Role.ADMIN))
    assert answer.status_code == 200, answer.text
    assert zipfile.is_zipfile(io.BytesIO(answer.content))
    recorded = (await session.execute(select(AuditEntry).where(AuditEntry.action == "invoicing.preserved"))).all()
    assert len(recorded) == 1
