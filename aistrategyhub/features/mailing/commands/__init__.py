"""Commands of the mail room: what the local mailbox kept, and what came back."""

import typer

from aistrategyhub.features.mailing.commands import bounces, mailbox

commands = typer.Typer()
commands.add_typer(mailbox.commands)
commands.add_typer(bounces.commands)
