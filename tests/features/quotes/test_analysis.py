"""The analysis of a request: what is asked of a model, what is kept, and that nothing goes into an offer by itself."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.prompts.service import set_budget
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.jobs import JOBS
from aistrategyhub.features.quotes.models import (
    AnalysisStatus,
    IdeaPiece,
    QuoteAnalysis,
    QuoteIdea,
    QuoteOffer,
    QuoteRequest,
    RequestStatus,
)
from aistrategyhub.features.quotes.prompts import ANALYSING
from aistrategyhub.features.quotes.queries.analyses import find_analysis
from aistrategyhub.features.quotes.rules.analyses import IdeaDecided, IdeaNotFound, OfferIsOut, data_of, ideas_of, taken
from aistrategyhub.features.quotes.rules.wishes import read_pasted
from aistrategyhub.features.quotes.schemas.analyses import IntentAnswer
from aistrategyhub.features.quotes.state import analysis as screen
from aistrategyhub.features.quotes.state.analysis import PastedRequestState, RequestAnalysisState
from aistrategyhub.features.quotes.state.listing import AdminRequestsState
from aistrategyhub.infra.work import Postponed, Work
from aistrategyhub.integrations.anthropic.gateway import ModelNotConfigured
from tests.factories.catalog import create_service
from tests.factories.people import create_somebody, principal_of
from tests.factories.quotes import create_request
from tests.harness.model_server import Fault, ModelServer
from tests.harness.states import Tab

ANSWER: dict[str, Any] = {
    "requirements": ["Sapere se il software è ad alto rischio", "Va chiesto quante persone lo usano"],
    "services": [
        {"slug": "piano", "reason": "Verifica i sistemi uno per uno."},
        {"slug": "inventato", "reason": "Non esiste."},
    ],
    "other_work": [{"name": "Formazione su misura", "description": "Due ore in sede.", "estimated_net_euro": 900}],
    "steps": [{"name": "Analisi", "share_percent": 40}, {"name": "Relazione", "share_percent": 60}],
    "opening_words": "Grazie per averci scritto.",
}


async def work(session: AsyncSession) -> None:
    """What a worker does with the questions that wait."""
    (job,) = [job for job in JOBS if job.name == service.ANALYSE]
    for row in (await session.execute(select(Work).where(Work.job == service.ANALYSE))).scalars().all():
        await job.run(session, row.payload)
    await session.flush()


async def analysed(session: AsyncSession, models: ModelServer, answer: Mapping[str, Any] = ANSWER) -> QuoteRequest:
    """A request that a model has looked at, with a catalogue of one service."""
    models.answer = lambda body: dict(answer)
    await create_service(session, slug="piano", name="Piano NIS2", price="1450.00")
    request = await create_request(session)
    await service.ask_analysis(session, request.id)
    await work(session)
    return request


async def idea(session: AsyncSession, piece: IdeaPiece) -> UUID:
    query = select(QuoteIdea.id).where(QuoteIdea.piece == piece).order_by(QuoteIdea.position).limit(1)
    return (await session.execute(query)).scalar_one()


def test_what_was_made_up_is_left_out() -> None:
    found = ideas_of(IntentAnswer.model_validate(ANSWER), {"piano": "Piano NIS2"})
    assert [(one.piece, one.name, one.figure) for one in found] == [
        (IdeaPiece.REQUIREMENT, "", ""),
        (IdeaPiece.REQUIREMENT, "", ""),
        (IdeaPiece.SERVICE, "Piano NIS2", ""),
        (IdeaPiece.WORK, "Formazione su misura", "900"),
        (IdeaPiece.STEP, "Analisi", "40"),
        (IdeaPiece.STEP, "Relazione", "60"),
        (IdeaPiece.INTRO, "", ""),
    ]


@pytest.mark.parametrize(
    ("changes", "piece", "count"),
    [
        ({"requirements": ["a"] * 5}, IdeaPiece.REQUIREMENT, 1),
        ({"requirements": [str(number) for number in range(20)]}, IdeaPiece.REQUIREMENT, 8),
        ({"requirements": ["", " ", "\x00"]}, IdeaPiece.REQUIREMENT, 0),
        ({"opening_words": "x" * 5000}, IdeaPiece.INTRO, 1),
        ({"steps": [{"name": "a", "share_percent": 0}, {"name": "b", "share_percent": 900}]}, IdeaPiece.STEP, 0),
        (
            {"other_work": [{"name": "a", "description": "", "estimated_net_euro": price} for price in (-1, 0, 10**9)]},
            IdeaPiece.WORK,
            0,
        ),
    ],
)
def test_few_and_tidy_pieces_are_kept(changes: dict[str, Any], piece: IdeaPiece, count: int) -> None:
    found = ideas_of(IntentAnswer.model_validate(ANSWER | changes), {})
    kept = [one for one in found if one.piece is piece]
    assert len(kept) == count
    assert all(len(one.words) <= 1000 for one in kept)


def test_the_model_is_not_told_who_wrote() -> None:
    request = QuoteRequest(
        name="Lucia Brenta",
        email="lucia@officinebrenta.example",
        company="Officine Brenta",
        words="Usiamo un software per i curriculum.",
        answers=[{"label": "Quanti siete?", "shown": "12"}],
        locale="en",
    )
    told = data_of(request, ())
    assert (told["language"], told["answers"]) == ("English", "Quanti siete?: 12")
    assert not any(word in str(told) for word in ("Lucia", "officinebrenta", "Officine"))


def test_a_blank_first_line_gives_way() -> None:
    typed = {"lines": [{"key": "l1", "name": "", "item_slug": ""}], "intro": ""}
    piece = QuoteIdea(piece=IdeaPiece.WORK, name="Formazione", words="Due ore.", figure="900", position=0)
    (line,) = taken(typed, piece, {})["lines"]
    assert (line["name"], line["price"], line["description"]) == ("Formazione", "900,00", "Due ore.")


class TestAsking:
    async def test_without_a_key_it_says_so_and_asks_nothing(self, session: AsyncSession) -> None:
        request = await create_request(session)
        with pytest.raises(ModelNotConfigured):
            await service.ask_analysis(session, request.id)
        assert await session.scalar(select(func.count()).select_from(QuoteAnalysis)) == 0

    async def test_what_is_answered_is_kept_and_changes_nothing(
        self, session: AsyncSession, models: ModelServer
    ) -> None:
        request = await analysed(session, models)
        view = await find_analysis(session, request.id)
        assert [(group.label, len(group.rows)) for group in view.groups] == [
            ("Che cosa serve", 2),
            ("Servizi del catalogo", 1),
            ("Altro lavoro, con una stima", 1),
            ("Tappe", 2),
            ("Parole d’apertura", 1),
        ]
        assert (view.is_running, "claude-sonnet-5-5" in view.note) == (False, True)
        assert await session.scalar(select(func.count()).select_from(QuoteOffer)) == 0
        (asked,) = models.asked
        assert "piano: Piano NIS2" in str(asked["messages"])
        assert request.name not in str(asked)
        await work(session)
        assert len(models.asked) == 1

    async def test_no_budget_is_said_and_costs_nothing(self, session: AsyncSession, models: ModelServer) -> None:
        await set_budget(session, ANALYSING, 0)
        request = await analysed(session, models)
        view = await find_analysis(session, request.id)
        assert (view.status, models.asked) == ("failed", [])
        assert "Analisi delle richieste di preventivo" in view.note

    @pytest.mark.parametrize(
        ("fault", "status"),
        [(Fault(429, "rate_limit_error", "120"), AnalysisStatus.WAITING), (Fault(400), AnalysisStatus.FAILED)],
    )
    async def test_what_may_work_later_waits(
        self, session: AsyncSession, models: ModelServer, fault: Fault, status: AnalysisStatus
    ) -> None:
        request = await create_request(session)
        await service.ask_analysis(session, request.id)
        models.faults = [fault] * 5
        with pytest.raises(Postponed) if status is AnalysisStatus.WAITING else nullcontext():
            await work(session)
        analysis = (await session.execute(select(QuoteAnalysis))).scalar_one()
        await session.refresh(analysis)
        assert analysis.status is status


class TestTaking:
    async def test_each_piece_goes_where_it_belongs(self, session: AsyncSession, models: ModelServer) -> None:
        request = await analysed(session, models)
        for piece in (IdeaPiece.INTRO, IdeaPiece.REQUIREMENT, IdeaPiece.SERVICE, IdeaPiece.WORK, IdeaPiece.STEP):
            offer = await service.accept_idea(session, request.id, await idea(session, piece))
        typed = offer.typed
        assert [(line["name"], line["price"]) for line in typed["lines"]] == [
            ("Piano NIS2", "1450,00"),
            ("Formazione su misura", "900,00"),
        ]
        assert [(step["name"], step["share"]) for step in typed["milestones"]] == [("Analisi", "40")]
        assert typed["intro"] == (
            "Grazie per averci scritto.\n\nChe cosa Le serve, secondo la Sua richiesta:\n"
            "- Sapere se il software è ad alto rischio"
        )
        assert await session.scalar(select(func.count()).select_from(QuoteOffer)) == 1

    async def test_a_piece_is_decided_once(self, session: AsyncSession, models: ModelServer) -> None:
        request = await analysed(session, models)
        first = await idea(session, IdeaPiece.INTRO)
        await service.reject_idea(session, request.id, first)
        for act in (service.accept_idea, service.reject_idea):
            with pytest.raises(IdeaDecided):
                await act(session, request.id, first)
        other = await create_request(session, submit="altra")
        with pytest.raises(IdeaNotFound):
            await service.accept_idea(session, other.id, await idea(session, IdeaPiece.STEP))

    async def test_what_the_customer_has_stays_as_it_is(self, session: AsyncSession, models: ModelServer) -> None:
        request = await analysed(session, models)
        offer = await service.accept_idea(session, request.id, await idea(session, IdeaPiece.SERVICE))
        await service.send_offer(session, offer.id, revision=offer.revision, by=None)
        with pytest.raises(OfferIsOut):
            await service.accept_idea(session, request.id, await idea(session, IdeaPiece.WORK))

    async def test_it_goes_with_its_request(self, session: AsyncSession, models: ModelServer) -> None:
        request = await analysed(session, models)
        await service.delete_request(session, request.id)
        assert await session.scalar(select(func.count()).select_from(QuoteIdea)) == 0


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, {"name", "email", "message"}),
        ({"name": "Lucia", "email": "x", "message": "Ciao"}, {"email"}),
        ({"name": "Lucia", "email": "l@prova.example", "message": "x" * 20_001}, {"message"}),
    ],
)
def test_what_a_request_that_is_written_down_must_say(data: dict[str, str], wrong: set[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_pasted(data)
    assert {error.field for error in refused.value.fields} == wrong


class TestScreens:
    async def enter(self, session: AsyncSession, tab: Tab, role: Role = Role.SUPPORT) -> None:
        tab.principal = principal_of(await create_somebody(session, role))
        tab.go("/admin/richieste")
        await tab.send(AdminRequestsState.arrive)

    async def test_a_request_that_came_by_mail_is_written_down_once(self, session: AsyncSession, tab: Tab) -> None:
        await self.enter(session, tab)
        await tab.send(PastedRequestState.begin)
        await tab.send(PastedRequestState.save, data={"name": "", "email": "", "message": ""})
        assert set(tab.seen(PastedRequestState, "errors")) == {"name", "email", "message"}
        written = {"name": "Lucia", "email": "lucia@prova.example", "message": "Ci serve un piano.", "language": "en"}
        for _press in range(2):
            await tab.send(PastedRequestState.save, data=written)
        (request,) = (await session.execute(select(QuoteRequest))).scalars()
        assert (request.status, request.locale, request.words) == (RequestStatus.IN_REVIEW, "en", "Ci serve un piano.")
        assert (await session.execute(select(EmailSend.id))).first() is None

    async def test_pieces_are_taken_and_put_aside(
        self, session: AsyncSession, tab: Tab, models: ModelServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(screen, "_LOOKS", 1)
        monkeypatch.setattr(screen, "_BETWEEN_LOOKS", 0.01)
        request = await analysed(session, models)
        await self.enter(session, tab)
        await tab.send(RequestAnalysisState.open, request_id=str(request.id))
        await tab.send(RequestAnalysisState.take, idea_id=str(await idea(session, IdeaPiece.SERVICE)))
        await tab.send(RequestAnalysisState.put_aside, idea_id=str(await idea(session, IdeaPiece.WORK)))
        states = [row["state"] for group in tab.seen(RequestAnalysisState, "view")["groups"] for row in group["rows"]]
        assert (states.count("accepted"), states.count("rejected")) == (1, 1)
        await tab.send(RequestAnalysisState.take, idea_id=str(new_id()))
        assert await session.scalar(select(func.count()).select_from(QuoteOffer)) == 1

    async def test_without_a_key_the_panel_says_why(self, session: AsyncSession, tab: Tab) -> None:
        request = await create_request(session)
        await self.enter(session, tab)
        await tab.send(RequestAnalysisState.open, request_id=str(request.id))
        assert tab.seen(RequestAnalysisState, "has_key") is False
        await tab.send(RequestAnalysisState.ask)
        assert "chiave" in tab.seen(RequestAnalysisState, "form_error")

    async def test_others_ask_nothing(self, session: AsyncSession, tab: Tab, models: ModelServer) -> None:
        request = await create_request(session)
        await self.enter(session, tab, Role.EDITOR)
        await tab.send(RequestAnalysisState.open, request_id=str(request.id))
        await tab.send(RequestAnalysisState.ask)
        assert await session.scalar(select(func.count()).select_from(QuoteAnalysis)) == 0
