"""`hub mail bounce`: a delivery report, handed over by a mail server that sends through SMTP."""

import asyncio
from typing import Annotated, BinaryIO
from uuid import UUID

import typer

from aistrategyhub.features.mailing.service import record_report
from aistrategyhub.features.tenants.queries import list_tenants
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from aistrategyhub.infra.installation import connected
from aistrategyhub.infra.settings import load_settings_or_exit
from aistrategyhub.integrations.mail.dsn import DeliveryReport, read_report

commands = typer.Typer(name="mail", help="Mails that were sent.", no_args_is_help=True)

_LARGEST = 30_000_001


@commands.callback()
def _of_mails() -> None:
    """Keeps `bounce` a word of its own while it is the only one."""


@commands.command()
def bounce(
    file: Annotated[typer.FileBinaryRead, typer.Argument(metavar="FILE", help="The report; - reads what is piped in.")],
) -> None:
    """Mark the mail that a delivery report (RFC 3464) speaks of as bounced.

    Ends with status 0 whatever the message is: a mail server would otherwise send a report about the report.
    """
    typer.echo(take(file))


def take(file: BinaryIO) -> str:
    """What became of the report, in a sentence."""
    report = read_report(file.read(_LARGEST))
    if report is None:
        return "Not a report of a mail that failed for good: nothing changed."
    with connected(load_settings_or_exit()):
        mail_id = asyncio.run(_record(report))
    return f"Mail {mail_id} bounced." if mail_id else "Not about a mail of ours, or known already: nothing changed."


async def _record(report: DeliveryReport) -> UUID | None:
    """The tenant is not known from outside: the one whose mail it is finds it."""
    try:
        async with transaction() as session:
            tenants = [tenant.id for tenant in await list_tenants(session)]
        for tenant_id in tenants:
            async with unit_of_work(tenant_id) as session:
                if mail_id := await record_report(session, report):
                    return mail_id
        return None
    finally:
        await close_engine()
