"""The owner's commands: setting up the firm, looking after the audit trail, the keys and the public pages."""

import typer

from aistrategyhub.features.backoffice.commands import audit, prerender, secrets, setup

commands = typer.Typer()
commands.add_typer(setup.commands)
commands.add_typer(audit.commands)
commands.add_typer(secrets.commands)
commands.add_typer(prerender.commands)
