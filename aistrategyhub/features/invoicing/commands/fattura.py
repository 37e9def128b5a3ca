"""`hub fattura`: judges any FatturaPA file, writes it anew, lists the checks."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated
from zipfile import BadZipFile, ZipFile

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.invoicing.fatturapa.archives import judge_path
from aistrategyhub.features.invoicing.fatturapa.builder import build_file
from aistrategyhub.features.invoicing.fatturapa.codes_page import as_markdown, as_rows
from aistrategyhub.features.invoicing.fatturapa.findings import Finding
from aistrategyhub.features.invoicing.fatturapa.verdicts import Verdict
from aistrategyhub.features.invoicing.rules.preservation import NoPackage, prove
from aistrategyhub.features.invoicing.service import check_against_store
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.installation import connected
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import load_settings_or_exit

ACCEPTED, REJECTED, UNREADABLE = 0, 1, 2

fattura = typer.Typer(name="fattura", help="Electronic invoices: check, rebuild, verify.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="For programs: print JSON.")]


class NotAPackage(Problem):
    """There is no package whose hashes could be reckoned."""

    exit_status = UNREADABLE


class CannotRebuild(Problem):
    """The file is no ordinary invoice that can be read, or there is no place to write it again."""

    exit_status = UNREADABLE


@fattura.command("check")
def check(
    files: Annotated[list[Path], typer.Argument(help="FatturaPA files: XML, signed (.p7m) or archives (.zip).")],
    as_json: AsJson = False,
    store: Annotated[bool, typer.Option("--store", help="Also against the documents issued here.")] = False,
) -> None:
    """Say what SdI would refuse. Exit status: 0 accepted, 1 rejected, 2 not readable."""
    judged = (verdict for path in files for verdict in judge_path(path))
    verdicts = [verdict if store else replace(verdict, content=None) for verdict in judged]
    if store:
        with connected(load_settings_or_exit()):
            verdicts = asyncio.run(_with_store(verdicts))
    if as_json:
        typer.echo(json.dumps({"files": [verdict.for_programs() for verdict in verdicts]}, indent=2))
    else:
        typer.echo("\n".join(line for verdict in verdicts for line in _lines(verdict)))
    raise typer.Exit(max(_status(verdict) for verdict in verdicts))


@fattura.command("rebuild")
def rebuild(
    file: Annotated[Path, typer.Argument(help="An ordinary FatturaPA file, signed or not.")],
    out: Annotated[Path | None, typer.Option(help="Where to write it; the screen when it is left out.")] = None,
) -> None:
    """Read an ordinary invoice into the product's own model and write it again, equal in meaning."""
    verdict, *others = judge_path(file)
    if others:
        raise CannotRebuild(f"{file} is an archive: give one of its files.")
    if not verdict.is_readable:
        raise CannotRebuild(f"{file}: {verdict.reason}")
    if verdict.content is None:
        first = verdict.errors[0].words if verdict.errors else "not an ordinary invoice"
        raise CannotRebuild(f"{file} cannot be rebuilt: {first}", f"hub fattura check {file}")
    xml = build_file(verdict.content)
    if out is None:
        typer.echo(xml.decode(), nl=False)
        return
    try:
        out.write_bytes(xml)
    except OSError as error:
        raise CannotRebuild(f"{out} cannot be written: {error.strerror}.") from None


@fattura.command("verify")
def verify(
    package: Annotated[Path, typer.Argument(help="A preservation package (.zip) of a period.")],
    as_json: AsJson = False,
) -> None:
    """Reckon every hash of a preservation package anew. Exit status: 0 whole, 1 not, 2 no such package."""
    try:
        with ZipFile(package) as archive:
            proof = prove(archive)
    except (BadZipFile, OSError, NoPackage) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise NotAPackage(f"{package} is no preservation package: {reason}.") from None
    if as_json:
        typer.echo(json.dumps({"holds": proof.holds, **asdict(proof)}, indent=2))
    else:
        for words, names in (("changed", proof.changed), ("missing", proof.missing), ("not listed", proof.unlisted)):
            for name in names:
                typer.echo(f"{words}: {name}")
        typer.echo(f"{proof.checked} files listed, {'all as they were' if proof.holds else 'NOT as they were'}")
    raise typer.Exit(ACCEPTED if proof.holds else REJECTED)


@fattura.command("codes")
def codes(
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As the table in docs/invoicing.md.")] = False,
) -> None:
    """List the checks of SdI, which of them are made here, and how to mend what they find."""
    if as_json:
        typer.echo(json.dumps(as_rows(), indent=2))
    else:
        plain = "\n".join(f"{row['code']}  {row['refuses']} ({row['decided_from']})" for row in as_rows())
        typer.echo(as_markdown() if markdown else plain)


async def _with_store(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The same verdicts with what the first firm's own documents forbid."""
    async with transaction() as session:
        tenant = await first_tenant(session)
    if tenant is None:
        raise Problem("No firm is set up here: there are no documents to compare with.", "hub setup")
    async with unit_of_work(tenant.id) as session:
        return [await _judged_again(session, verdict) for verdict in verdicts]


async def _judged_again(session: AsyncSession, verdict: Verdict) -> Verdict:
    if verdict.content is None:
        return verdict
    found = await check_against_store(session, verdict.name, verdict.content)
    return replace(verdict, errors=(*verdict.errors, *found))


def _status(verdict: Verdict) -> int:
    if not verdict.is_readable:
        return UNREADABLE
    return ACCEPTED if verdict.is_accepted else REJECTED


def _lines(verdict: Verdict) -> Iterable[str]:
    if not verdict.is_readable:
        yield f"{verdict.name}: {verdict.reason}"
        return
    state = "accettabile" if verdict.is_accepted else "da scartare"
    yield f"{verdict.name} ({verdict.format}): {state}"
    for signature in verdict.signatures:
        yield f"  {signature.words}"
    for finding in verdict.errors:
        yield from _finding_lines(finding, finding.code)
    for finding in verdict.warnings:
        yield from _finding_lines(finding, f"avviso {finding.code}")


def _finding_lines(finding: Finding, label: str) -> Iterable[str]:
    yield f"  {label}  {finding.words}"
    if finding.place:
        yield f"         {finding.place}"
    if finding.remedy:
        yield f"         {finding.remedy}"
