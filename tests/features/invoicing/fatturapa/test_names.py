"""Names of the files sent to SdI."""

import pytest

from aistrategyhub.features.invoicing.fatturapa.names import file_name, is_valid_file_name, transmission_progressive


@pytest.mark.parametrize(
    ("sequence", "progressive"),
    [(1, "00001"), (35, "0000Z"), (36, "00010"), (1295, "000ZZ"), (60_466_175, "ZZZZZ")],
)
def test_progressive(sequence: int, progressive: str) -> None:
    assert transmission_progressive(sequence) == progressive


@pytest.mark.parametrize("sequence", [0, -1, 60_466_176])
def test_a_sequence_that_five_characters_cannot_name(sequence: int) -> None:
    with pytest.raises(ValueError, match="no progressive"):
        transmission_progressive(sequence)


def test_every_sequence_has_its_own_name() -> None:
    assert len({transmission_progressive(sequence) for sequence in range(1, 5000)}) == 4999


@pytest.mark.parametrize(
    ("name", "is_valid"),
    [
        ("IT09876540155_00001.xml", True),
        ("ITRSSMRA80A01H501U_a1B.xml.p7m", True),
        ("IT09876540155_1.zip", True),
        ("DE136695976_00001.xml", True),
        ("IT0987654015_00001.xml", False),
        ("IT09876540155_000001.xml", False),
        ("IT09876540155_.xml", False),
        ("IT09876540155_00-01.xml", False),
        ("IT09876540155.xml", False),
        ("IT09876540155_00001.pdf", False),
        ("09876540155_00001.xml", False),
        ("IT09876540155_00001.xml\n", False),
    ],
)
def test_names_that_sdi_accepts(name: str, is_valid: bool) -> None:
    assert is_valid_file_name(name) is is_valid


def test_file_name() -> None:
    assert file_name("IT", "09876540155", "00001") == "IT09876540155_00001.xml"
    with pytest.raises(ValueError, match="SdI would refuse"):
        file_name("IT", "123", "00001")
