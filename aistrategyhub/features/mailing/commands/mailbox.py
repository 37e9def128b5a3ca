"""`hub mailbox`: the mails of the local mailbox, for people and for programs. Needs no database."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from aistrategyhub.core.text import moment_label
from aistrategyhub.features.mailing.schemas import MailboxEntry
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import load_settings_or_exit
from aistrategyhub.integrations.mail.choose import local_mailbox
from aistrategyhub.integrations.mail.gateway import MailNotConfigured
from aistrategyhub.integrations.mail.mailbox import Mailbox, MailNotFound, StoredMail

commands = typer.Typer(
    name="mailbox",
    help="Mails that the local mailbox kept instead of sending (never in production).",
    no_args_is_help=True,
)

MailId = Annotated[str, typer.Argument(metavar="ID", help="As `hub mailbox list` shows it.")]


@commands.command("list")
def list_mails(
    as_json: Annotated[bool, typer.Option("--json", help="For programs: print a JSON array.")] = False,
    to: Annotated[str, typer.Option("--to", help="Only mails to addresses that contain this.")] = "",
) -> None:
    """List the mails, the newest first."""
    mails = [mail for mail in _mailbox().newest() if to.lower() in mail.to.lower()]
    if as_json:
        entries = [asdict(MailboxEntry.of(mail)) for mail in mails]
        typer.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    table = Table("ID", "Date", "To", "Subject", "Attachments", box=None)
    for mail in mails:
        table.add_row(mail.id, _moment(mail), escape(mail.to), escape(mail.subject), escape(_file_names(mail)))
    Console().print(table)


@commands.command()
def show(
    mail_id: MailId,
    text_only: Annotated[bool, typer.Option("--text", help="Only the text part.")] = False,
) -> None:
    """Print a mail as text."""
    mail = _read(mail_id)
    if not text_only:
        typer.echo(f"From: {mail.sender}\nTo: {mail.to}\nSubject: {mail.subject}\nDate: {_moment(mail)}")
        typer.echo(f"Attachments: {_file_names(mail)}\n")
    typer.echo(mail.text, nl=False)


@commands.command()
def save(
    mail_id: MailId,
    folder: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False, help="Made when it is missing.")],
) -> None:
    """Write a mail (`ID.eml`) and its attachments into a folder, and print their paths."""
    mail = _read(mail_id)
    folder.mkdir(parents=True, exist_ok=True)
    files = [(f"{mail.id}.eml", mail.raw), *((file.filename, file.content) for file in mail.attachments)]
    for name, content in files:
        path = _free_path(folder, name)
        path.write_bytes(content)
        typer.echo(path)


def _mailbox() -> Mailbox:
    try:
        return local_mailbox(load_settings_or_exit())
    except MailNotConfigured as error:
        raise Problem(f"There is no local mailbox here: {error.reason}.") from error


def _read(mail_id: str) -> StoredMail:
    try:
        return _mailbox().read(mail_id)
    except MailNotFound:
        raise Problem(f"The mailbox holds no mail {mail_id!r}.", "hub mailbox list") from None


def _moment(mail: StoredMail) -> str:
    return moment_label(mail.date) if mail.date else ""


def _file_names(mail: StoredMail) -> str:
    return ", ".join(file.filename for file in mail.attachments)


def _free_path(folder: Path, name: str) -> Path:
    """A path directly in the folder, for a name that somebody else chose."""
    own_name = Path(name.replace("\\", "/")).name or "attachment"
    path, number = folder / own_name, 2
    while path.exists():
        path, number = folder / f"{Path(own_name).stem} ({number}){Path(own_name).suffix}", number + 1
    return path
