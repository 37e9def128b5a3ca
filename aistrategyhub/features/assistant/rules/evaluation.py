"""Reading an evaluation set and counting what was found. Pure."""

import json
import re
from collections.abc import Iterable, Sequence
from statistics import quantiles
from typing import Any, TypeGuard

from aistrategyhub.features.assistant.schemas.evaluation import ArmFigures, AskedQuestion, CorpusText

_DEPTH = 10
_HALF_A_SIGN = re.compile("[\ud800-\udfff]")


class WrongLine(ValueError):
    """A line of a set says something else than it should."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")


def read_corpus(lines: Iterable[str]) -> list[CorpusText]:
    """`{"id": ..., "text": ...}` a line. Raises WrongLine."""
    found: dict[str, CorpusText] = {}
    for number, data in _objects(lines):
        name, text = _name(data.get("id")), data.get("text")
        if name is None:
            raise WrongLine(number, '"id" must be a text or a number')
        if not _says_something(text):
            raise WrongLine(number, '"text" must be a text with words in it')
        if name in found:
            raise WrongLine(number, f"the id {name!r} was there before")
        found[name] = CorpusText(name, text)
    if not found:
        raise WrongLine(1, "the corpus is empty")
    return list(found.values())


def read_questions(lines: Iterable[str], corpus: Sequence[CorpusText]) -> list[AskedQuestion]:
    """`{"question": ..., "relevant": [ids]}` a line. Raises WrongLine, also for an id that the corpus does not have."""
    known, found = {text.id for text in corpus}, []
    for number, data in _objects(lines):
        question, relevant = data.get("question"), data.get("relevant")
        if not _says_something(question):
            raise WrongLine(number, '"question" must be a text with words in it')
        names = [_name(one) for one in relevant] if isinstance(relevant, list) else []
        if not names or None in names:
            raise WrongLine(number, '"relevant" must be a list of one id or more')
        strange = next((name for name in names if name not in known), None)
        if strange is not None:
            raise WrongLine(number, f"the corpus has no id {strange!r}")
        found.append(AskedQuestion(question.replace("\x00", ""), frozenset(name for name in names if name is not None)))
    if not found:
        raise WrongLine(1, "there are no questions")
    return found


def figures(ranks: Sequence[int | None], milliseconds: Sequence[float]) -> ArmFigures:
    """What came of as many questions: the place of the first relevant text, None where it was not found."""
    total = len(ranks)
    cuts = quantiles(milliseconds, n=100, method="inclusive") if len(milliseconds) > 1 else list(milliseconds) * 99

    def recall(depth: int) -> float:
        return sum(rank is not None and rank <= depth for rank in ranks) / total

    mrr = sum(1 / rank for rank in ranks if rank is not None and rank <= _DEPTH) / total
    return ArmFigures(recall(1), recall(5), recall(_DEPTH), mrr, cuts[49], cuts[94])


def first_relevant(found: Sequence[str], relevant: frozenset[str]) -> int | None:
    """The place, from 1, of the first text that answers; a text counts once, by its best passage."""
    for place, name in enumerate(dict.fromkeys(found), start=1):
        if name in relevant:
            return place
    return None


def _objects(lines: Iterable[str]) -> Iterable[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise WrongLine(number, "this is no JSON") from error
        if not isinstance(data, dict):
            raise WrongLine(number, "this is no JSON object")
        yield number, data


def _says_something(value: Any) -> TypeGuard[str]:
    """Half of a pair of surrogates is JSON and no text."""
    return isinstance(value, str) and bool(value.strip(" \t\r\n\x00")) and not _HALF_A_SIGN.search(value)


def _name(value: Any) -> str | None:
    is_name = isinstance(value, str | int) and not isinstance(value, bool) and str(value) != ""
    return str(value) if is_name else None
