"""docs/security.md claims only what a test shows: every named test exists, and no requirement goes without a line."""

import ast
import re
from collections import Counter
from functools import cache

import pytest

from aistrategyhub.infra.settings import ROOT

PAGE = ROOT / "docs" / "security.md"
# ASVS 5.0, level 1 and 2 of the chapters on authentication, sessions, authorization and self-contained tokens.
REQUIRED = {
    *(f"6.1.{number}" for number in range(1, 4)),
    *(f"6.2.{number}" for number in range(1, 12)),
    *(f"6.3.{number}" for number in range(1, 4)),
    *(f"6.4.{number}" for number in range(1, 5)),
    *(f"6.5.{number}" for number in range(1, 6)),
    *(f"6.6.{number}" for number in range(1, 4)),
    *(f"6.8.{number}" for number in range(1, 5)),
    *(f"7.1.{number}" for number in range(1, 4)),
    *(f"7.2.{number}" for number in range(1, 5)),
    *(f"7.3.{number}" for number in range(1, 3)),
    *(f"7.4.{number}" for number in range(1, 6)),
    *(f"7.5.{number}" for number in range(1, 3)),
    *(f"7.6.{number}" for number in range(1, 3)),
    *(f"8.1.{number}" for number in range(1, 3)),
    *(f"8.2.{number}" for number in range(1, 4)),
    "8.3.1",
    "8.4.1",
    *(f"9.1.{number}" for number in range(1, 4)),
    *(f"9.2.{number}" for number in range(1, 5)),
}
_ROW = re.compile(r"\| (\d+\.\d+\.\d+) \| ([123]) \| (.+?) \| (?:`(\S+?)::(\S+?)`)? ?\|")

ROWS = [found.groups() for line in PAGE.read_text().splitlines() if (found := _ROW.fullmatch(line))]


def test_every_line_of_the_table_is_read():
    assert len(ROWS) == sum(line.startswith("| ") and line[2].isdigit() for line in PAGE.read_text().splitlines())


def test_every_requirement_has_one_line():
    assert {requirement for requirement, *_rest in ROWS} >= REQUIRED
    assert [name for name, count in Counter(row[0] for row in ROWS).items() if count > 1] == []


@pytest.mark.parametrize(("requirement", "level", "what", "path", "test"), ROWS, ids=[row[0] for row in ROWS])
def test_a_line_names_a_test_that_exists_or_says_why_there_is_none(requirement, level, what, path, test):
    if path is None:
        assert what.startswith(("Gap: ", "Not here: "))
    else:
        assert not what.startswith(("Gap: ", "Not here: "))
        assert test in names_in(path)


@cache
def names_in(path: str) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse((ROOT / path).read_text())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {function.name for function in functions if function.name.startswith("test_")}
