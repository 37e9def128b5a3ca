"""Words that people type beside the content: notes, names, answers. Pure."""

from aistrategyhub.core.latin import one_line


def printable(text: str, *, lines: bool = False) -> str:
    """The text without what PostgreSQL cannot store and nobody can read; with `lines`, divided as it was."""
    return "".join(letter for letter in text if letter.isprintable() or (lines and letter == "\n"))


def short_line(text: str, longest: int) -> str:
    """The text on one line, cut to this length."""
    return printable(one_line(text))[:longest]
