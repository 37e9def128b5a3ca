"""`hub assistant`: measures how well bots find what they are asked for."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from aistrategyhub.features.assistant.rules.evaluation import WrongLine, read_corpus, read_questions
from aistrategyhub.features.assistant.schemas.evaluation import ArmFigures, AskedQuestion, CorpusText
from aistrategyhub.features.assistant.service.evaluating import evaluate
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import enter_tenant, new_session, transaction
from aistrategyhub.infra.installation import connected
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import get_settings, load_settings_or_exit
from aistrategyhub.integrations.embeddings.choose import embedder
from aistrategyhub.integrations.embeddings.gateway import EmbeddingFailure

commands = typer.Typer()
assistant = typer.Typer(name="assistant", help="Bots and what they find.", no_args_is_help=True)
commands.add_typer(assistant)

_EXAMPLES = {
    "--corpus": '{"id": "art-5", "text": "Le pratiche vietate ..."}',
    "--questions": '{"question": "Che cosa è vietato?", "relevant": ["art-5"]}',
}


@assistant.callback()
def _group() -> None:
    """Bots and what they find."""


@assistant.command("evaluate")
def evaluate_set(
    corpus: Annotated[Path, typer.Option(help="JSON Lines: {id, text}.")],
    questions: Annotated[Path, typer.Option(help="JSON Lines: {question, relevant: [ids]}.")],
    locale: Annotated[str, typer.Option(help="The language of the texts: it or en.")] = "it",
    as_json: Annotated[bool, typer.Option("--json", help="For programs: print JSON.")] = False,
) -> None:
    """Say how often each way of searching finds the right text. Nothing is kept."""
    if locale not in ("it", "en"):
        raise Problem(f"--locale: {locale} is not spoken here.", "--locale it, or --locale en")
    texts, asked = _read(corpus, questions)
    with connected(load_settings_or_exit()):
        arms = asyncio.run(_evaluate(texts, asked, locale))
    if as_json:
        typer.echo(json.dumps({"arms": {name: told.for_programs() for name, told in arms.items()}}, indent=2))
    else:
        typer.echo(_table(arms, len(texts), len(asked)))


def _read(corpus: Path, questions: Path) -> tuple[list[CorpusText], list[AskedQuestion]]:
    option, path = "--corpus", corpus
    try:
        with corpus.open(encoding="utf-8") as lines:
            texts = read_corpus(lines)
        option, path = "--questions", questions
        with questions.open(encoding="utf-8") as lines:
            return texts, read_questions(lines, texts)
    except WrongLine as problem:
        raise Problem(f"{option}: {path}, {problem}.", f"a line such as {_EXAMPLES[option]}") from None
    except UnicodeDecodeError:
        raise Problem(f"{option}: {path} is no UTF-8 text.", f"a line such as {_EXAMPLES[option]}") from None
    except OSError as error:
        raise Problem(
            f"{option}: {path} cannot be read: {error.strerror}.", "the path of a file that is there"
        ) from None


async def _evaluate(texts: list[CorpusText], asked: list[AskedQuestion], locale: str) -> Mapping[str, ArmFigures]:
    async with transaction() as session:
        tenant = await first_tenant(session)
    if tenant is None:
        raise Problem("There is no firm here yet.", "hub seed")
    async with new_session() as session:
        await session.begin()
        await enter_tenant(session, tenant.id)
        try:
            return await evaluate(session, texts, asked, locale, embedder(get_settings()))
        except EmbeddingFailure as failure:
            raise Problem(f"The provider of embeddings gave none: {failure}.", "unset EMBEDDINGS_API_KEY") from None
        finally:
            await session.rollback()


def _table(arms: Mapping[str, ArmFigures], texts: int, asked: int) -> str:
    lines = [
        f"{texts} texts, {asked} questions",
        f"{'':26}{'R@1':>7}{'R@5':>7}{'R@10':>7}{'MRR':>7}{'p50 ms':>9}{'p95 ms':>9}",
    ]
    for name, told in arms.items():
        shares = (told.recall_at_1, told.recall_at_5, told.recall_at_10, told.mrr)
        lines.append(
            f"{name:26}" + "".join(f"{share:7.3f}" for share in shares) + f"{told.p50_ms:9.1f}{told.p95_ms:9.1f}"
        )
    return "\n".join(lines)
