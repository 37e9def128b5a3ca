"""One of the firm's offers: its editor while it is a draft, and what became of it."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import _, moment_label
from aistrategyhub.features.catalog.queries import ItemNotForSale, ItemNotFound, list_services
from aistrategyhub.features.catalog.queries import get_offer as get_sold
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.links import OFFER_ADDRESS, editor_route, offer_path, pdf_address
from aistrategyhub.features.quotes.models import Author, Instalment, OfferStatus, QuoteOffer
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.offers import (
    find_acceptance,
    find_paper,
    get_offer,
    list_collected,
    list_thread,
)
from aistrategyhub.features.quotes.rules.agreeing import to_be_asked
from aistrategyhub.features.quotes.rules.editor import (
    HeadField,
    LineField,
    StepField,
    evidence_rows,
    head_form,
    line_forms,
    said,
    step_forms,
    with_line,
    with_row,
    with_step,
    without_row,
)
from aistrategyhub.features.quotes.rules.offers import OfferNotFound
from aistrategyhub.features.quotes.rules.views import ask_rows, message_rows, part_rows
from aistrategyhub.features.quotes.rules.words import STATUS_LABELS, offer_rows, payment_rows, sum_rows
from aistrategyhub.features.quotes.schemas.editor import EvidenceRow, HeadForm, ItemChoice, LineForm, StepForm
from aistrategyhub.features.quotes.schemas.offers import Agreement
from aistrategyhub.features.quotes.schemas.sheets import AskRow, MessageRow, OfferRow, PartRow, SumRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast, toast_done

_ITEMS_OFFERED = 100
_LONGEST_TYPED = 20_000


class AdminOfferState(FormMixin, rx.State):
    """One offer: written while it is a draft, read and followed afterwards. Every field is kept as it is left."""

    number_label: str = ""
    customer: str = ""
    asked: str = ""
    request_href: str = ""
    status: str = ""
    status_label: str = ""
    status_tone: str = "neutral"
    history: str = ""
    reason: str = ""
    head: HeadForm = HeadForm()
    lines: list[LineForm] = []
    steps: list[StepForm] = []
    rows: list[OfferRow] = []
    wrong: dict[str, str] = {}
    sums: list[SumRow] = []
    payments: list[SumRow] = []
    items: list[ItemChoice] = []
    thread: list[MessageRow] = []
    parts: list[PartRow] = []
    evidence: list[EvidenceRow] = []
    to_ask: list[AskRow] = []
    pdf_href: str = ""
    public_href: str = ""
    is_loaded: bool = False
    is_missing: bool = False
    written: int = 0
    _typed: dict[str, Any] = {}
    _revision: int = 0

    @rx.event
    @requires(QuotesPermission.READ)
    async def load(self) -> None:
        self.errors, self.form_error, self.busy, self.is_missing = {}, "", False, False
        try:
            async with unit_of_work() as session:
                await self._show(session, await get_offer(session, read_id(self.offer_id)))
                if not self.items:
                    page = await list_services(session, "it", page=PageRequest(1, _ITEMS_OFFERED))
                    self.items = [ItemChoice(one.slug, one.name) for one in page.rows]
        except OfferNotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def set_line(self, key: str, field: LineField, value: str) -> Any:
        return await self._keep(with_row(self._typed, "lines", key, **{field: value[:_LONGEST_TYPED]}))

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def set_optional(self, key: str, is_optional: bool) -> Any:
        return await self._keep(with_row(self._typed, "lines", key, is_optional=is_optional))

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def set_step(self, key: str, field: StepField, value: str) -> Any:
        return await self._keep(with_row(self._typed, "milestones", key, **{field: value[:_LONGEST_TYPED]}))

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def set_head(self, field: HeadField, value: str) -> Any:
        return await self._keep({**self._typed, field: value[:_LONGEST_TYPED]})

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def set_firm(self, is_firm: bool) -> Any:
        return await self._keep({**self._typed, "is_firm": is_firm})

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def add_line(self) -> Any:
        return await self._keep(with_line(self._typed))

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def add_item(self, slug: str) -> Any:
        """A line of a catalogue item, with its price of today where it has one."""
        named = {one.value: one.label for one in self.items}
        if slug not in named:
            return None
        line = {"item_slug": slug, "name": named[slug]}
        async with unit_of_work() as session:
            try:
                sold = await get_sold(session, slug, "it")
                price = f"{sold.net_price:.2f}".replace(".", ",")
                line |= {"description": sold.short_description, "price": price, "vat_class": sold.vat_class.value}
            except (ItemNotForSale, ItemNotFound):
                line |= {"price": ""}
        return await self._keep(with_line(self._typed, **line))

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def add_step(self) -> Any:
        return await self._keep(with_step(self._typed))

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def remove(self, group: Literal["lines", "milestones"], key: str) -> Any:
        return await self._keep(without_row(self._typed, group, key))

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def send(self) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling(), unit_of_work() as session:
            offer = await service.send_offer(
                session, self._known_id(), revision=self._revision, by=current_principal().person_id
            )
            await self._show(session, offer)
        if not self.form_error:
            yield toast_done(_("L’offerta è partita: il cliente la riceve per e-mail con il PDF."))

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def write_again(self) -> Any:
        """A new version with what this one says."""
        async with unit_of_work() as session:
            offer = await get_offer(session, self._known_id())
            again = await service.start_offer(session, offer.request_id)
        return rx.redirect(editor_route(again.id))

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def answer(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                offer = await get_offer(session, self._known_id())
                await service.write_about_offer(
                    session,
                    offer.id,
                    str(data.get("words") or ""),
                    author=Author.STAFF,
                    person_id=current_principal().person_id,
                )
                await self._show(session, offer)
            self.written += 1

    @rx.event
    @requires(QuotesPermission.MANAGE)
    async def ask_instalment(self, instalment: Instalment) -> Any:
        async with unit_of_work() as session:
            await service.ask_instalment(session, self._known_id(), instalment)
        self.to_ask = [row for row in self.to_ask if row.instalment != instalment.value]
        yield toast_done(_("Il pagamento è chiesto: il cliente riceve l’ordine per e-mail."))

    async def _keep(self, typed: dict[str, Any]) -> Any:
        """Keeps what was typed and reckons anew; a draft that a colleague has changed meanwhile is loaded again."""
        try:
            async with unit_of_work() as session:
                written = await service.save_offer(session, self._known_id(), typed, revision=self._revision)
                await self._show(session, written.offer)
        except DomainError as refusal:
            return [toast(_(refusal.sentence, **refusal.values), "failed"), AdminOfferState.load]
        return None

    async def _show(self, session: Any, offer: QuoteOffer) -> None:
        request = await get_request(session, offer.request_id)
        label, tone = STATUS_LABELS[offer.status]
        self.number_label = _("{number}, versione {version}", number=offer.number, version=offer.version)
        self.customer = f"{request.name}, {request.company}" if request.company else request.name
        self.asked = request.words
        self.request_href = f"/admin/richieste?richiesta={request.id}"
        self.status, self.status_label, self.status_tone = offer.status.value, _(label), tone
        self.reason, self.history = offer.reason, _history(offer)
        self._typed, self._revision = offer.typed, offer.revision
        self.thread = message_rows(await list_thread(session, request.id), is_staff=True)
        await self._show_sums(session, offer)
        is_draft = offer.status is OfferStatus.DRAFT
        paper = await find_paper(session, offer.id)
        self.pdf_href = f"{OFFER_ADDRESS}/drafts/{offer.id}/pdf" if is_draft else pdf_address(offer.id) if paper else ""
        self.public_href = "" if is_draft else offer_path(offer.id, offer.locale)

    async def _show_sums(self, session: Any, offer: QuoteOffer) -> None:
        written = await service.read_draft(session, offer)
        agreement, content = written.agreement, written.content
        acceptance = await find_acceptance(session, offer.id)
        if acceptance is not None:
            agreement = Agreement.model_validate(acceptance.agreed)
        errors = written.errors if offer.status is OfferStatus.DRAFT else {}
        self.head, self.lines = head_form(offer.typed), line_forms(offer.typed, errors)
        self.steps = step_forms(offer.typed, errors)
        self.wrong = {field: said(errors, field) for field in _HEAD_ERRORS}
        self.rows = offer_rows(content, agreement, offer.currency)
        self.sums = sum_rows(content, agreement, offer.currency)
        self.payments = payment_rows(agreement, offer.currency) if agreement.lines else []
        collected = await list_collected(session, offer.id)
        self.parts = part_rows(collected, offer.currency)
        self.evidence = evidence_rows(acceptance) if acceptance else []
        self.to_ask = ask_rows(to_be_asked(agreement, collected)) if acceptance else []

    def _known_id(self) -> UUID:
        offer_id = read_id(self.offer_id)
        if offer_id is None:
            raise OfferNotFound
        return offer_id


_HEAD_ERRORS = ("lines", "discount", "deposit", "valid_until", "milestones", "intro", "terms", "country")


def _history(offer: QuoteOffer) -> str:
    """What became of an offer, on a line."""
    steps: Mapping[str, Any] = {
        _("Inviata il {at}"): offer.sent_at,
        _("letta il {at}"): offer.viewed_at,
        _("promemoria il {at}"): offer.reminded_at,
        _("decisa il {at}"): offer.decided_at,
    }
    return " · ".join(sentence.format(at=moment_label(at)) for sentence, at in steps.items() if at)
