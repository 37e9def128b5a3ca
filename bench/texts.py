"""A set of Italian passages and questions made of the product's own texts: nobody wrote it to be found easily.

Each pair is one that an author made for readers: a frequent question and its answer, the heading of a section and what
stands below it, a question of an assessment and the advice that goes with it. The question itself is taken out of the
passage.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from aistrategyhub.features.assistant.schemas.evaluation import AskedQuestion, CorpusText
from aistrategyhub.infra.settings import ROOT

_FEATURES = ROOT / "aistrategyhub" / "features"
_TAG = re.compile(r"<[^>]+>")
_SECTION = re.compile(r"<h2>(.*?)</h2>(.*?)(?=<h2>|\Z)", re.DOTALL)
_WORD = re.compile(r"\w{6,}")
_FEWEST_WORDS = 4

Pair = tuple[str, str]


def own_texts() -> tuple[list[CorpusText], list[AskedQuestion]]:
    """The passages, and a question for each that has one of more than three words."""
    pairs = [*_services(), *_posts(), *_assessments()]
    corpus = [CorpusText(str(place), passage) for place, (_question, passage) in enumerate(pairs)]
    asked = [
        AskedQuestion(question, frozenset({str(place)}))
        for place, (question, _passage) in enumerate(pairs)
        if len(question.split()) >= _FEWEST_WORDS
    ]
    return corpus, asked


def with_slips(questions: list[AskedQuestion]) -> list[AskedQuestion]:
    """The same questions as somebody in a hurry types them: one long word of each has lost a letter."""
    return [AskedQuestion(_slip(one.question), one.relevant) for one in questions if _WORD.search(one.question)]


def write(folder: Path) -> tuple[Path, Path]:
    """The set as `hub assistant evaluate` reads it."""
    corpus, asked = own_texts()
    texts, questions = folder / "corpus.jsonl", folder / "questions.jsonl"
    texts.write_text("".join(json.dumps({"id": one.id, "text": one.text}) + "\n" for one in corpus))
    questions.write_text(
        "".join(json.dumps({"question": one.question, "relevant": sorted(one.relevant)}) + "\n" for one in asked)
    )
    return texts, questions


def _slip(question: str) -> str:
    word = max(_WORD.findall(question), key=len)
    at = len(word) // 2
    return question.replace(word, word[:at] + word[at + 1 :], 1)


def _services() -> Iterator[Pair]:
    for text in _italian("catalog/demo/*.toml"):
        told = text["texts"]["it"]
        name, sections = told["name"], told["sections"]
        yield "", f"{name}\n{sections['problem']}\n{sections['solution']}"
        yield "", "\n".join([name, *sections["includes"]])
        for one in sections.get("faqs", []):
            yield one["question"], f"{name}\n{one['answer']}"


def _posts() -> Iterator[Pair]:
    for text in _italian("blog/demo/*.toml"):
        if "it" not in text:
            continue
        for heading, body in _SECTION.findall(text["it"]["body"]):
            yield _plain(heading), _plain(body)


def _assessments() -> Iterator[Pair]:
    for text in _italian("assessments/content/*.toml"):
        for section in text["sections"]:
            for one in section["questions"]:
                yield one["it"], " ".join(str(one[name]) for name in ("gap_it", "action_it", "ref") if one.get(name))


def _italian(pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(_FEATURES.glob(pattern)):
        yield tomllib.loads(path.read_text(encoding="utf-8"))


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())
