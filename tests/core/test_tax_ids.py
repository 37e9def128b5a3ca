"""Tax identifiers and the names behind them."""

import pytest

from aistrategyhub.core.tax_ids import (
    is_association_code,
    is_foreign_tax_id,
    is_partita_iva,
    is_personal_fiscal_code,
    name_letters,
    split_name,
)


@pytest.mark.parametrize(
    ("number", "is_valid"),
    [
        ("00743110157", True),
        ("01234567890", False),
        ("12345678903", True),
        ("12345678904", False),
        ("00000000000", False),
        ("1234567890", False),
        ("²2345678903", False),
        ("", False),
    ],
)
def test_partita_iva(number: str, is_valid: bool) -> None:
    assert is_partita_iva(number) is is_valid


@pytest.mark.parametrize(
    ("code", "is_valid"),
    [
        ("RSSMRA80A01H501U", True),
        ("RSSMRA80A01H501A", False),
        ("RSSMRAUL0A01H501N", False),
        ("00743110157", False),
        ("RSSMRA80A99H501U", False),
        ("", False),
    ],
)
def test_personal_fiscal_code(code: str, is_valid: bool) -> None:
    assert is_personal_fiscal_code(code) is is_valid


def test_a_fiscal_code_with_letters_for_digits_is_valid() -> None:
    """Omocodia: two people with the same code, one of whom gets letters for digits."""
    assert is_personal_fiscal_code("RSSMRA80A01H50MM") is True


def test_an_association_has_a_code_that_begins_with_8_or_9() -> None:
    assert is_association_code("97103880585")
    assert not is_association_code("12345678903")
    assert not is_association_code("97103880586")


@pytest.mark.parametrize(
    ("country", "number", "is_valid"),
    [
        ("DE", "136695976", True),
        ("DE", "136695977", False),
        ("FR", "40303265045", True),
        ("GR", "094259216", True),
        ("US", "123456789", True),
        ("US", "1" * 29, False),
        ("US", "12_34", False),
    ],
)
def test_foreign_numbers(country: str, number: str, is_valid: bool) -> None:
    assert is_foreign_tax_id(number, country) is is_valid


@pytest.mark.parametrize(
    ("full_name", "fiscal_code", "first", "last"),
    [
        ("Mario Rossi", "", "Mario", "Rossi"),
        ("Mario Rossi", "RSSMRA80A01H501U", "Mario", "Rossi"),
        ("Rossi Mario", "RSSMRA80A01H501U", "Mario", "Rossi"),
        ("Anna Maria De Luca", "DLCNMR85B41F205S", "Anna Maria", "De Luca"),
        ("De Luca Anna Maria", "DLCNMR85B41F205S", "Anna Maria", "De Luca"),
        ("Anna Maria De Luca", "", "Anna Maria", "De Luca"),
        ("Pier Paolo della Valle", "", "Pier Paolo", "della Valle"),
        ("Niccolò D'Amico", "DMCNCL90C15D612N", "Niccolò", "D'Amico"),
        ("Maria Rossi Bianchi", "RSSMRA80A41H501Y", "Maria", "Rossi Bianchi"),
        ("De Luca", "", "De", "Luca"),
        ("Madonna", "", "Madonna", ""),
        ("", "", "", ""),
    ],
)
def test_first_and_last_name(full_name: str, fiscal_code: str, first: str, last: str) -> None:
    assert split_name(full_name, fiscal_code) == (first, last)


@pytest.mark.parametrize(
    ("first", "last", "letters"),
    [
        ("Mario", "Rossi", "RSSMRA"),
        ("Gianfranco", "Fo", "FOXGFR"),
        ("Ivo", "Aiò", "AIOVIO"),
        ("Li", "Hu", "HUXLIX"),
    ],
)
def test_letters_of_a_name(first: str, last: str, letters: str) -> None:
    assert name_letters(first, last) == letters
