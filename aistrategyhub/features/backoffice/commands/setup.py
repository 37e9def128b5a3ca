"""`hub setup`: the firm's own start, in the place of the demo firm."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from aistrategyhub.core import clock
from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.tax_ids import split_name
from aistrategyhub.core.text import _, speaking
from aistrategyhub.features.accounts.rules import check_new_password
from aistrategyhub.features.backoffice.rules import read_firm
from aistrategyhub.features.backoffice.schemas import FirmDraft
from aistrategyhub.features.backoffice.service import open_firm, set_up_firm
from aistrategyhub.features.invoicing.service import counter_name, invoice_number
from aistrategyhub.infra.counters import last_number
from aistrategyhub.infra.db import enter_tenant, transaction
from aistrategyhub.infra.installation import connected
from aistrategyhub.infra.migrations import check_state
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import get_settings, load_settings_or_exit
from aistrategyhub.infra.start import SIGN_INS_FILE

commands = typer.Typer()

_QUESTIONS = {
    "company_name": "Company name",
    "vat_number": "Partita IVA",
    "address.street": "Street and number",
    "address.zip": "CAP",
    "address.city": "Town",
    "address.province": "Province (two letters)",
    "email": "E-mail of the firm",
    "pec_email": "PEC of the firm",
    "phone": "Telephone of the firm",
    "admin.email": "E-mail of the first administrator",
}

_FIELD_OF_OPTION = {
    "company_name": "company_name",
    "vat_number": "vat_number",
    "fiscal_code": "fiscal_code",
    "regime": "regime_fiscale",
    "street": "address.street",
    "zip_code": "address.zip",
    "city": "address.city",
    "province": "address.province",
    "email": "email",
    "pec_email": "pec_email",
    "phone": "phone",
    "iban": "iban",
    "rea_office": "rea_office",
    "rea_number": "rea_number",
    "share_capital": "share_capital",
    "site_name": "site_name",
    "domain": "domains",
    "admin_email": "admin.email",
    "next_invoice_number": "next_invoice_number",
}

Text = Annotated[str | None, typer.Option()]


@commands.command("setup")
def setup(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option(help="JSON file with the answers; options win over it.")] = None,
    company_name: Text = None,
    vat_number: Text = None,
    fiscal_code: Text = None,
    regime: Annotated[str | None, typer.Option(help="RF01, the ordinary one, unless told otherwise.")] = None,
    street: Text = None,
    zip_code: Annotated[str | None, typer.Option("--zip")] = None,
    city: Text = None,
    province: Text = None,
    email: Text = None,
    pec_email: Text = None,
    phone: Text = None,
    iban: Text = None,
    rea_office: Text = None,
    rea_number: Text = None,
    share_capital: Text = None,
    site_name: Text = None,
    domain: Annotated[list[str] | None, typer.Option(help="Host name of the site; may be given again.")] = None,
    admin_email: Text = None,
    admin_name: Annotated[str | None, typer.Option(help="First and last name.")] = None,
    next_invoice_number: Annotated[
        str | None, typer.Option(help="Where another program stopped: 2026/00042 is the next to be issued.")
    ] = None,
    password_file: Annotated[Path | None, typer.Option(help="File whose first line is the password.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from a pipe.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: print JSON.")] = False,
) -> None:
    """Set up your own firm in place of the demo: its data, first administrator, domains, invoice numbering."""
    answers = _read_config(config)
    _merge(answers, {field: ctx.params[option] for option, field in _FIELD_OF_OPTION.items()})
    _merge(answers, _names(admin_name))
    if sys.stdin.isatty() and not password_stdin:
        _ask_what_is_missing(answers)
    with speaking("en"), connected(load_settings_or_exit()) as settings:
        check_state(settings)
        draft = _checked(answers)
        password = _read_password(draft.admin_email, password_file, from_stdin=password_stdin)
        done = _run(draft, password)
    typer.echo(json.dumps(done, indent=2) if as_json else _summary(done))


def _names(full_name: str | None) -> dict[str, str]:
    if not full_name:
        return {}
    first_name, last_name = split_name(full_name)
    return {"admin.first_name": first_name, "admin.last_name": last_name}


def _read_config(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise Problem(f"{path} is not JSON in UTF-8.") from None
    if not isinstance(body, dict):
        raise Problem(f"{path} does not hold a JSON object with the firm's data.")
    return body


def _merge(answers: dict[str, Any], given: Mapping[str, Any]) -> None:
    """Lays the options over the file's answers; a dotted name is a field of an object."""
    for name, value in given.items():
        if not value:
            continue
        section, _dot, field = name.rpartition(".")
        target = answers
        if section:
            if not isinstance(answers.get(section), dict):
                answers[section] = {}
            target = answers[section]
        target[field] = value


def _ask_what_is_missing(answers: dict[str, Any]) -> None:
    for name, question in _QUESTIONS.items():
        section, _dot, field = name.rpartition(".")
        holder = answers.get(section) if section else answers
        if not (isinstance(holder, dict) and holder.get(field)):
            _merge(answers, {name: typer.prompt(question)})
    if "next_invoice_number" not in answers:
        question = "Next invoice number, if another program came before (2026/00042)"
        _merge(answers, {"next_invoice_number": typer.prompt(question, default="", show_default=False)})


def _checked(answers: Mapping[str, Any]) -> FirmDraft:
    try:
        return read_firm(answers, today=clock.today_in_rome(), needs_domain=get_settings().is_production)
    except InvalidInput as refusal:
        lines = [f"  {error.field}: {_(error.sentence, **error.values)}" for error in refusal.fields]
        raise Problem("\n".join([_(refusal.sentence), *lines])) from None


def _read_password(email: str, path: Path | None, *, from_stdin: bool) -> str | None:
    """The password, from where it was said; None when nobody can be asked. Raises Problem when it is refused."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif path is not None:
        try:
            password = path.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
        except (OSError, ValueError):
            raise Problem(f"{path} cannot be read.") from None
    elif sys.stdin.isatty():
        password = typer.prompt(f"Password for {email}", hide_input=True, confirmation_prompt=True)
    else:
        return None
    try:
        check_new_password(password, email)
    except DomainError as refusal:
        raise Problem(_(refusal.sentence, **refusal.values)) from None
    return password


def _run(draft: FirmDraft, password: str | None) -> dict[str, Any]:
    try:
        done = asyncio.run(_set_up(draft, password))
    except DomainError as refusal:
        mend = "hub setup --password-file FILE" if refusal.code == "PASSWORD_MISSING" else ""
        raise Problem(_(refusal.sentence, **refusal.values), mend) from None
    (get_settings().data_dir / SIGN_INS_FILE).unlink(missing_ok=True)
    return done


async def _set_up(draft: FirmDraft, password: str | None) -> dict[str, Any]:
    """All in one transaction: a firm is set up whole, or not at all."""
    year = clock.today_in_rome().year
    async with transaction() as session:
        firm = await open_firm(session, draft)
        await enter_tenant(session, firm.id)
        with acting_as(Principal.system(firm.id)):
            is_new_administrator = await set_up_firm(session, firm, draft, password=password)
            last = await last_number(session, counter_name("", year))
    return {
        "firm": draft.seller.company_name,
        "domains": list(draft.domains),
        "administrator": draft.admin_email,
        "administrator_is_new": is_new_administrator,
        "next_invoice_number": invoice_number("", year, last + 1),
    }


def _summary(done: Mapping[str, Any]) -> str:
    password = "the password you chose" if done["administrator_is_new"] else "the password they had"
    lines = [
        f"{done['firm']} is set up, and the demo firm is put away.",
        f"  Sign in       /accedi as {done['administrator']}, with {password}",
        f"  Next invoice  {done['next_invoice_number']}",
    ]
    if done["domains"]:
        lines.append(f"  Domains       {', '.join(done['domains'])}")
    return "\n".join([*lines, "A product that is running shows it within a minute."])
