"""What is asked of a model about a request, what is kept of its answer, and how a piece goes into a draft. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.latin import one_line
from aistrategyhub.core.text import _, mark, moment_label, money_label
from aistrategyhub.features.contact.rules import tidy_lines
from aistrategyhub.features.prompts.models import ModelCall
from aistrategyhub.features.prompts.rules.views import cents_label, tokens_label
from aistrategyhub.features.quotes.models import (
    AnalysisStatus,
    IdeaPiece,
    QuoteAnalysis,
    QuoteIdea,
    QuoteRequest,
)
from aistrategyhub.features.quotes.rules.editor import with_line, with_step
from aistrategyhub.features.quotes.schemas.analyses import AnalysisView, Idea, IdeaGroup, IdeaRow, IntentAnswer

UNDER_WAY = frozenset({AnalysisStatus.WAITING, AnalysisStatus.ASKED})
PIECE_LABELS = {
    IdeaPiece.REQUIREMENT: mark("Che cosa serve"),
    IdeaPiece.SERVICE: mark("Servizi del catalogo"),
    IdeaPiece.WORK: mark("Altro lavoro, con una stima"),
    IdeaPiece.STEP: mark("Tappe"),
    IdeaPiece.INTRO: mark("Parole d’apertura"),
}
_STATUS_LABELS = {
    AnalysisStatus.WAITING: mark("in attesa"),
    AnalysisStatus.ASKED: mark("il modello sta rispondendo"),
    AnalysisStatus.DONE: mark("fatto"),
    AnalysisStatus.FAILED: mark("non riuscito"),
}
_LANGUAGES = {"it": "Italian", "en": "English"}
_MOST = {IdeaPiece.REQUIREMENT: 8, IdeaPiece.SERVICE: 4, IdeaPiece.WORK: 3, IdeaPiece.STEP: 5}
_LONGEST_WORDS, _LONGEST_NAME = 1000, 160
_MOST_EURO = 1_000_000
_NEEDS = mark("Che cosa Le serve, secondo la Sua richiesta:")


class IdeaNotFound(DomainError):
    """No such piece, or of another request."""

    code = "IDEA_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo suggerimento non c’è più.")


class IdeaDecided(DomainError):
    """The piece was taken or put aside before."""

    code = "IDEA_DECIDED"
    sentence = mark("Questo suggerimento è già stato accettato o scartato.")


class OfferIsOut(DomainError):
    """The last offer of the request waits for its customer, or was accepted: no draft takes a piece."""

    code = "OFFER_IS_OUT"
    sentence = mark("L’offerta {number} è già dal cliente: apri una nuova versione, poi accetta i suggerimenti.")


class Sold(Protocol):
    """A service of the catalogue."""

    slug: str
    name: str
    short_description: str


def data_of(request: QuoteRequest, catalogue: Sequence[Sold]) -> dict[str, str]:
    """What the model is told: the words of the request, without who wrote them."""
    return {
        "language": _LANGUAGES.get(request.locale, _LANGUAGES["it"]),
        "request": "\n".join(text for text in (request.item_name, request.words, request.prefill) if text),
        "answers": "\n".join(f"{one.get('label')}: {one.get('shown')}" for one in request.answers),
        "catalogue": "\n".join(f"{one.slug}: {one.name}. {one.short_description}" for one in catalogue),
    }


def ideas_of(answer: IntentAnswer, known: Mapping[str, str]) -> list[Idea]:
    """The pieces of an answer, tidy and few. `known` maps the slugs of the catalogue to names: a service that it does
    not have was made up, and is left out."""
    services = {one.slug: _tidy(one.reason) for one in answer.services if one.slug in known}
    found = [
        *(Idea(IdeaPiece.REQUIREMENT, words=_tidy(text)) for text in answer.requirements),
        *(Idea(IdeaPiece.SERVICE, known[slug], words, slug) for slug, words in services.items()),
        *(
            Idea(IdeaPiece.WORK, _name(one.name), _tidy(one.description), figure=str(one.estimated_net_euro))
            for one in answer.other_work
            if 0 < one.estimated_net_euro <= _MOST_EURO
        ),
        *(
            Idea(IdeaPiece.STEP, _name(one.name), figure=str(one.share_percent))
            for one in answer.steps
            if 0 < one.share_percent <= 100
        ),
        Idea(IdeaPiece.INTRO, words=_tidy(answer.opening_words)),
    ]
    said = [idea for idea in dict.fromkeys(found) if idea.name or idea.words]
    return [
        idea
        for place, idea in enumerate(said)
        if sum(one.piece is idea.piece for one in said[:place]) < _MOST.get(idea.piece, 1)
    ]


def taken(typed: Mapping[str, Any], idea: QuoteIdea, line: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into a draft with this piece in it; `line` is that of a service, with its price of today. A first
    line that nobody has named gives way."""
    if idea.piece is IdeaPiece.INTRO:
        return {**typed, "intro": idea.words}
    if idea.piece is IdeaPiece.STEP:
        return with_step(typed, name=idea.name, share=idea.figure)
    if idea.piece is IdeaPiece.REQUIREMENT:
        return {**typed, "intro": _with_need(str(typed.get("intro") or ""), idea.words)}
    named = [row for row in typed.get("lines", []) if row.get("name") or row.get("item_slug")]
    if idea.piece is IdeaPiece.SERVICE:
        return with_line({**typed, "lines": named}, **line)
    return with_line({**typed, "lines": named}, name=idea.name, description=idea.words, price=f"{idea.figure},00")


def analysis_view(analysis: QuoteAnalysis, call: ModelCall | None, ideas: Sequence[QuoteIdea]) -> AnalysisView:
    """The last analysis as its panel shows it."""
    note = analysis.failure and _(analysis.failure, **{name: _(text) for name, text in analysis.failure_values.items()})
    if call is not None and analysis.status is AnalysisStatus.DONE:
        note = f"{call.model}, {tokens_label(call)}, {cents_label(call.cost_cents)}"
    return AnalysisView(
        asked_label=moment_label(analysis.asked_at),
        status=analysis.status.value,
        note=note or _(_STATUS_LABELS[analysis.status]),
        is_running=analysis.status in UNDER_WAY,
        groups=[
            IdeaGroup(_(label), [_row(one) for one in ideas if one.piece is piece])
            for piece, label in PIECE_LABELS.items()
            if any(one.piece is piece for one in ideas)
        ],
    )


def _row(idea: QuoteIdea) -> IdeaRow:
    note = ""
    if idea.piece is IdeaPiece.WORK:
        note = _("{price} netti: una stima del modello, da controllare", price=money_label(Decimal(idea.figure)))
    if idea.piece is IdeaPiece.STEP:
        note = f"{idea.figure} %"
    return IdeaRow(str(idea.id), idea.name, idea.words, idea.state.value, note)


def _with_need(intro: str, need: str) -> str:
    head = _(_NEEDS)
    return f"{intro}\n- {need}" if head in intro else f"{intro}\n\n{head}\n- {need}".strip()


def _tidy(text: str) -> str:
    return tidy_lines(text.replace("\x00", ""))[:_LONGEST_WORDS]


def _name(text: str) -> str:
    return one_line(text.replace("\x00", ""))[:_LONGEST_NAME]
