"""`hub fattura` as people and programs call it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aistrategyhub.features.invoicing.commands import CannotRebuild, commands
from aistrategyhub.features.invoicing.document.parts import TaxId
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml
from aistrategyhub.features.invoicing.fatturapa.codes_page import as_markdown
from aistrategyhub.features.invoicing.fatturapa.rules import RULES
from aistrategyhub.infra.settings import ROOT
from tests.factories.invoices import invoice
from tests.harness.fatturapa import meaning_of

GOOD = build_xml(invoice(), transmitter=TaxId("IT", "09876540155"), progressive="00001")
WRONG = GOOD.replace(b"<PrezzoTotale>1000.00", b"<PrezzoTotale>900.00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"00001": GOOD, "00002": WRONG, "00003": b"<a>"}
    for progressive, content in files.items():
        (tmp_path / f"IT09876540155_{progressive}.xml").write_bytes(content)
    return tmp_path


def call(*arguments: object):
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


@pytest.mark.parametrize(("names", "status"), [(["00001"], 0), (["00002", "00001"], 1), (["00003", "00002"], 2)])
def test_the_exit_status_is_that_of_the_worst_file(folder: Path, names: list[str], status: int) -> None:
    result = call("fattura", "check", *(folder / f"IT09876540155_{name}.xml" for name in names))
    assert result.exit_code == status


def test_programs_get_one_entry_for_each_file(folder: Path) -> None:
    result = call("fattura", "check", "--json", *sorted(folder.iterdir()))
    good, wrong, unreadable = json.loads(result.stdout)["files"]
    assert (good["readable"], good["format"], good["accepted"], good["errors"]) == (True, "FPR12", True, [])
    (error,) = [entry for entry in wrong["errors"] if entry["code"] == "00423"]
    assert error["path"] == "FatturaElettronicaBody[1]/DatiBeniServizi/DettaglioLinee[1]/PrezzoTotale"
    assert error["sentence"].endswith("900.00 invece di 1000.00.")
    assert error["remedy"]
    assert (unreadable["readable"], unreadable["accepted"]) == (False, False)
    assert unreadable["sentence"]


def test_people_get_sentences(folder: Path) -> None:
    shown = call("fattura", "check", *sorted(folder.iterdir())).stdout
    assert "IT09876540155_00001.xml (FPR12): accettabile" in shown
    assert "00423  Il totale della riga 1" in shown
    assert "XML ben formato" in shown


def test_rebuild_writes_the_same_meaning(folder: Path) -> None:
    target = folder / "again.xml"
    assert call("fattura", "rebuild", folder / "IT09876540155_00002.xml", "--out", target).exit_code == 0
    assert meaning_of(target.read_bytes()) == meaning_of(WRONG)
    assert call("fattura", "rebuild", folder / "IT09876540155_00001.xml").stdout.encode() == GOOD


def test_what_cannot_be_rebuilt_is_said(folder: Path) -> None:
    result = call("fattura", "rebuild", folder / "IT09876540155_00003.xml")
    assert isinstance(result.exception, CannotRebuild)
    assert result.exception.exit_status == 2
    result = call("fattura", "rebuild", folder / "IT09876540155_00001.xml", "--out", folder / "nowhere" / "again.xml")
    assert isinstance(result.exception, CannotRebuild)


def test_the_page_carries_the_table_of_the_code() -> None:
    assert as_markdown() in (ROOT / "docs" / "invoicing.md").read_text("utf-8")
    assert call("fattura", "codes", "--markdown").stdout.strip() == as_markdown()
    listed = json.loads(call("fattura", "codes", "--json").stdout)
    assert [row["code"] for row in listed] == sorted(RULES)
