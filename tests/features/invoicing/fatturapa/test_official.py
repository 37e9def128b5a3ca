"""Our files and our schema against the official material, where the folder with it is at hand."""

from pathlib import Path

import pytest
from lxml import etree

from aistrategyhub.features.invoicing.fatturapa.builder import build_file
from aistrategyhub.features.invoicing.fatturapa.schema import (
    ORDINARY_SCHEMA,
    compile_schema,
    read_official,
    schema_folder,
    violations,
)
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from tests.harness.fatturapa import meaning_of
from tests.harness.official import OFFICIAL, REPOSITORY, needs_official_material

GOLDEN = sorted((REPOSITORY / "tests" / "golden" / "fatturapa").glob("*.xml"))

pytestmark = needs_official_material


@pytest.fixture(scope="module")
def official_schema() -> etree.XMLSchema:
    folder = OFFICIAL / "xsd"
    return compile_schema(
        (folder / "Schema_VFPR12_v1.2.3.xsd").read_bytes(), (folder / "xmldsig-core-schema.xsd").read_bytes()
    )


@pytest.fixture(scope="module")
def style_sheet() -> etree.XSLT:
    return etree.XSLT(
        etree.parse(OFFICIAL / "xsl" / "Foglio_di_stile_fatturaordinaria_v1.2.2.xsl"),
        access_control=etree.XSLTAccessControl.DENY_ALL,
    )


def test_the_schema_we_carry_is_the_official_one() -> None:
    assert read_official(schema_folder(), ORDINARY_SCHEMA) == (OFFICIAL / "xsd/Schema_VFPR12_v1.2.3.xsd").read_bytes()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_our_files_are_valid_for_the_official_schema(path: Path, official_schema: etree.XMLSchema) -> None:
    official_schema.assertValid(etree.parse(path))


@pytest.mark.parametrize("name", ["FPA01", "FPA02", "FPA03", "FPR01", "FPR03"])
def test_official_samples_are_valid(name: str) -> None:
    sample = OFFICIAL / "samples" / "invoices-official" / f"IT01234567890_{name}.xml"
    assert violations(sample.read_bytes()) == []


def test_the_official_sample_that_is_wrong_is_seen_to_be_wrong() -> None:
    sample = OFFICIAL / "samples" / "invoices-official" / "IT01234567890_FPR02.xml"
    assert [(found.line, "ContattiTrasmittente" in found.message) for found in violations(sample.read_bytes())] == [
        (16, True)
    ]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("FPA01", []),
        ("FPA02", []),
        ("FPA03", []),
        ("FPR01", []),
        ("FPR02", ["00200", "00422"]),
        ("FPR03", ["00422"]),
    ],
)
def test_official_samples_are_judged_right(name: str, codes: list[str]) -> None:
    sample = OFFICIAL / "samples" / "invoices-official" / f"IT01234567890_{name}.xml"
    assert [finding.code for finding in judge(sample.name, sample.read_bytes()).errors] == codes


@pytest.mark.parametrize("name", ["FPA01", "FPA02", "FPA03", "FPR01", "FPR03"])
def test_official_samples_are_rebuilt_equal_in_meaning(name: str) -> None:
    sample = OFFICIAL / "samples" / "invoices-official" / f"IT01234567890_{name}.xml"
    original = sample.read_bytes()
    content = judge(sample.name, original).content
    assert content is not None
    assert meaning_of(build_file(content)) == meaning_of(original)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_official_style_sheet_shows_what_we_wrote(path: Path, style_sheet: etree.XSLT) -> None:
    document = etree.parse(path)
    page = " ".join(" ".join(style_sheet(document).getroot().itertext()).split())
    shown = ("Numero", "Denominazione", "Nome", "Cognome", "Comune", "Descrizione", "IBAN", "CodiceDestinatario")
    for name in shown:
        for value in document.iterfind(f".//{name}"):
            assert " ".join((value.text or "").split()) in page, f"{name} is not on the page"
    total = document.findtext(".//ImportoTotaleDocumento") or ""
    assert total.replace(".", ",") in page.replace(".", "") or total in page
