"""What invoicing does from the command line: `hub fattura` for files, `hub sdi` for their way."""

import typer

from aistrategyhub.features.invoicing.commands.fattura import CannotRebuild, fattura
from aistrategyhub.features.invoicing.commands.sdi import sdi

commands = typer.Typer()
commands.add_typer(fattura)
commands.add_typer(sdi)

__all__ = ["CannotRebuild", "commands"]
