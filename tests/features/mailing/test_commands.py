"""`hub mailbox` for people and programs."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from aistrategyhub.features.mailing.commands.mailbox import commands
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.mail.gateway import Attachment, OutgoingMail
from aistrategyhub.integrations.mail.mailbox import Mailbox

MAIL = OutgoingMail(
    key="mail-1",
    sender="Àncora <noreply@ancora.test>",
    to="giulia@cliente.test",
    subject="La Sua fattura [2026/1] è pronta",
    html="<p>Gentile Giulia</p>",
    text="Gentile Giulia,\nperché no?\n",
    attachments=(
        Attachment("Fattura 1.pdf", "application/pdf", b"%PDF-1.7"),
        Attachment("IT1_00001.xml", "application/xml", b"<Fattura/>"),
    ),
)


def _hub_mailbox(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments, catch_exceptions=False)


def test_an_empty_mailbox_is_an_empty_array(data_dir: Path) -> None:
    assert json.loads(_hub_mailbox("list", "--json").stdout) == []


async def test_mails_to_one_address(mailbox: Mailbox) -> None:
    await mailbox.send(MAIL)
    await mailbox.send(replace(MAIL, key="mail-2", to="anna@cliente.test"))

    (found,) = json.loads(_hub_mailbox("list", "--json", "--to", "ANNA@").stdout)

    assert found["id"] == "mail-2"


async def test_programs_get_an_array_of_mails(mailbox: Mailbox) -> None:
    await mailbox.send(MAIL)

    (entry,) = json.loads(_hub_mailbox("list", "--json").stdout)

    date = mailbox.read("mail-1").date
    assert date is not None
    assert entry == {
        "id": "mail-1",
        "to": "giulia@cliente.test",
        "subject": "La Sua fattura [2026/1] è pronta",
        "date": date.isoformat(),
        "attachments": [
            {"filename": "Fattura 1.pdf", "size": 8, "content_type": "application/pdf"},
            {"filename": "IT1_00001.xml", "size": 10, "content_type": "application/xml"},
        ],
    }


async def test_people_get_a_table(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    await mailbox.send(MAIL)

    table = _hub_mailbox("list").stdout

    assert "La Sua fattura [2026/1] è pronta" in table
    assert "Fattura 1.pdf, IT1_00001.xml" in table


async def test_a_mail_is_printed_as_text(mailbox: Mailbox) -> None:
    await mailbox.send(MAIL)

    shown = _hub_mailbox("show", "mail-1").stdout

    assert shown.startswith("From: Àncora <noreply@ancora.test>\nTo: giulia@cliente.test\nSubject: La Sua fattura")
    assert "Attachments: Fattura 1.pdf, IT1_00001.xml\n" in shown
    assert shown.endswith("\n\nGentile Giulia,\nperché no?\n")


async def test_only_the_text_for_a_program(mailbox: Mailbox) -> None:
    await mailbox.send(MAIL)

    assert _hub_mailbox("show", "mail-1", "--text").stdout == "Gentile Giulia,\nperché no?\n"


async def test_the_files_are_saved_beside_each_other(mailbox: Mailbox, tmp_path: Path) -> None:
    await mailbox.send(MAIL)
    folder = tmp_path / "new" / "folder"

    printed = _hub_mailbox("save", "mail-1", str(folder)).stdout.split("\n")[:-1]
    _hub_mailbox("save", "mail-1", str(folder))

    assert printed == [str(folder / name) for name in ("mail-1.eml", "Fattura 1.pdf", "IT1_00001.xml")]
    assert (folder / "Fattura 1.pdf").read_bytes() == b"%PDF-1.7"
    assert (folder / "Fattura 1 (2).pdf").read_bytes() == b"%PDF-1.7"
    assert (folder / "mail-1.eml").read_bytes() == mailbox.read("mail-1").raw


@pytest.mark.parametrize("name", ["../../out.pdf", "/etc/out.pdf", "..\\..\\out.pdf", ".."])
async def test_a_strangers_file_name_does_not_leave_the_folder(mailbox: Mailbox, tmp_path: Path, name: str) -> None:
    await mailbox.send(replace(MAIL, attachments=(Attachment("NAME", "application/pdf", b"%PDF-1.7"),)))
    forged = mailbox.read("mail-1").raw.replace(b"NAME", name.encode())
    (mailbox.folder / "mail-1.eml").write_bytes(forged)

    _hub_mailbox("save", "mail-1", str(tmp_path / "saved"))

    assert {path.parent for path in tmp_path.rglob("*.pdf")} <= {tmp_path / "saved"}
    assert len(list((tmp_path / "saved").iterdir())) == 2


@pytest.mark.parametrize("arguments", [("show", "nessuna"), ("show", "../mail-1"), ("save", "nessuna", "x")])
def test_an_unknown_mail_is_a_problem_with_a_way_out(data_dir: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(Problem, match="hub mailbox list"):
        _hub_mailbox(*arguments)


def test_in_production_there_is_no_mailbox(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    get_settings.cache_clear()

    with pytest.raises(Problem, match="never runs in production"):
        _hub_mailbox("list", "--json")
