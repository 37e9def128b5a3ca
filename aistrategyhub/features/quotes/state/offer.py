"""An offer's page for its customer: read, reckoned with the options ticked, accepted, rejected, asked about."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, public, refuse_impersonation
from aistrategyhub.core.billing import BuyerKind, read_buyer
from aistrategyhub.core.billing_form import BillingView, read_billing_form
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.territories import ITALY
from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.queries.profiles import get_billing_view
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.links import payment_address, pdf_address, read_offer_key
from aistrategyhub.features.quotes.models import Author, OfferStatus, QuoteOffer, QuoteRequest
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.offers import (
    find_acceptance,
    find_paper,
    get_offer,
    list_collected,
    list_thread,
)
from aistrategyhub.features.quotes.rules.agreeing import agree
from aistrategyhub.features.quotes.rules.offers import OfferNotFound, TotalChanged
from aistrategyhub.features.quotes.rules.views import message_rows, offer_view, part_rows
from aistrategyhub.features.quotes.schemas.offers import Agreement, OfferContent, Signature
from aistrategyhub.features.quotes.schemas.sheets import MessageRow, OfferView, PartRow
from aistrategyhub.features.vat.checkout import check_of
from aistrategyhub.features.vat.queries import seller_vat
from aistrategyhub.features.vat.rules import customer_of
from aistrategyhub.features.vat.schemas import Customer
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import CHECKOUT, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.vies.choose import vat_register
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_HOLDER = "the offer's key in the address is the right to read it and to decide on it"
_MOST_OPTIONS = 40
_LOOK_EVERY_SECONDS, _LOOKS = 1.0, 60


class OfferPageState(FormMixin, rx.State):
    """The offer that the key in the address opens. `chosen` are the options ticked, `known` fills the billing form."""

    offer: OfferView = OfferView()
    thread: list[MessageRow] = []
    parts: list[PartRow] = []
    known: BillingView = BillingView()
    kind: str = BuyerKind.COMPANY.value
    country: str = ITALY
    signer: str = ""
    chosen: list[str] = []
    is_loaded: bool = False
    is_missing: bool = False
    _customer: Customer | None = None
    _key: str = ""

    @rx.event
    @public(_HOLDER)
    async def load(self) -> Any:
        self.errors, self.form_error, self.busy, self.is_missing = {}, "", False, False
        if self._key != self.offer_key:
            self._key, self.chosen, self._customer = self.offer_key, [], None
        try:
            async with unit_of_work() as session:
                await self._open(session, current_principal().may(QuotesPermission.READ))
        except OfferNotFound:
            self.offer, self.is_missing = OfferView(), True
        self.is_loaded = True
        return OfferPageState.follow if self._is_waiting() else None

    @rx.event
    @public(_HOLDER)
    async def tick(self, key: str, is_chosen: bool) -> None:
        kept = [one for one in self.chosen if one != key][:_MOST_OPTIONS]
        self.chosen = [*kept, key[:20]] if is_chosen else kept
        async with unit_of_work() as session:
            await self._show(session, await get_offer(session, read_offer_key(self.offer_key)))

    @rx.event
    @public("changes only which fields this tab shows")
    async def choose_kind(self, kind: str) -> None:
        self.kind = BuyerKind.PERSON.value if kind == BuyerKind.PERSON else BuyerKind.COMPANY.value
        self.errors, self.form_error = {}, ""

    @rx.event
    @public("changes only which fields this tab shows")
    async def choose_country(self, country: str) -> None:
        self.country = country[:2]
        self.errors, self.form_error = {}, ""

    @rx.event
    @public(_HOLDER)
    async def accept(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            refuse_impersonation()
            await hit_or_refuse(CHECKOUT, caller_at(self.router.session.client_ip))
            await self._accept(data)
        if not self.form_error:
            yield OfferPageState.load

    @rx.event(background=True, supersedes=True)
    @public(_HOLDER)
    async def follow(self) -> None:
        """Looks for the order that follows from the acceptance, for a minute at most."""
        for _look in range(_LOOKS):
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            async with self:
                async with unit_of_work() as session:
                    await self._show_parts(session, _known(read_offer_key(self.offer_key)))
                if not self._is_waiting():
                    return

    def _is_waiting(self) -> bool:
        return self.offer.status == OfferStatus.ACCEPTED and not self.parts

    async def _open(self, session: Any, is_staff: bool) -> None:
        offer = await get_offer(session, read_offer_key(self.offer_key))
        if offer.status is OfferStatus.DRAFT:
            raise OfferNotFound
        if not is_staff:
            await service.view_offer(session, offer.id)
        request = await self._show(session, offer)
        person_id = current_principal().person_id
        if person_id and not is_staff:
            self.known = await get_billing_view(session, person_id)
        elif not self.known.email:
            self.known = BillingView(contact=request.name, email=request.email, company_name=request.company)
        self.kind, self.country, self.signer = self.known.kind, self.known.country, request.name

    async def _show(self, session: Any, offer: QuoteOffer) -> QuoteRequest:
        """The offer as it stands; once it was accepted, with what was agreed."""
        request = await get_request(session, offer.request_id)
        content = OfferContent.model_validate(offer.content)
        customer = self._customer or Customer(content.country, is_firm=content.is_firm)
        if acceptance := await find_acceptance(session, offer.id):
            agreement = Agreement.model_validate(acceptance.agreed)
        else:
            agreement = agree(content, self.chosen, customer, await seller_vat(session))
        paper = await find_paper(session, offer.id)
        view = offer_view(offer, request, content, agreement, today=today_in_rome())
        links = {"sha256": paper.sha256, "pdf_href": pdf_address(offer.id)} if paper else {}
        self.offer = replace(view, **links)
        self.thread = message_rows(await list_thread(session, request.id), is_staff=False)
        await self._show_parts(session, offer.id)
        return request

    async def _show_parts(self, session: Any, offer_id: UUID) -> None:
        rows = part_rows(await list_collected(session, offer_id), "EUR")
        self.parts = [
            row if row.closed_label else replace(row, pay_href=payment_address(offer_id, row.instalment))
            for row in rows
        ]

    async def _accept(self, data: Mapping[str, Any]) -> None:
        buyer, offer_id = _buyer_of(data), _known(read_offer_key(self.offer_key))
        check, principal = await check_of(buyer, vat_register(get_settings())), current_principal()
        signature = Signature(
            name=str(data.get("signed_name") or ""),
            has_agreed=bool(data.get("agreed")),
            seen_total=self.offer.seen_total,
            chosen=tuple(self.chosen),
            person_id=None if principal.may(QuotesPermission.READ) else principal.person_id,
            ip_address=self.router.session.client_ip or "",
            user_agent=self.router.headers.user_agent,
        )
        try:
            async with unit_of_work() as session:
                await service.accept_offer(session, offer_id, signature, buyer, vat_check=check)
        except TotalChanged:
            self._customer = customer_of(read_buyer(buyer, may_be_office=True), check)
            async with unit_of_work() as session:
                await self._show(session, await get_offer(session, offer_id))
            raise


class OfferQuestionState(FormMixin, rx.State):
    """A question about the offer. `asked` counts those that left, so that the field is drawn anew."""

    asked: int = 0

    @rx.event
    @public(_HOLDER)
    async def ask(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            await hit_or_refuse(CHECKOUT, caller_at(self.router.session.client_ip))
            async with unit_of_work() as session:
                await service.write_about_offer(
                    session,
                    _known(read_offer_key(self.offer_key)),
                    str(data.get("words") or ""),
                    author=Author.CUSTOMER,
                    person_id=current_principal().person_id,
                )
            self.asked += 1
        if not self.form_error:
            yield toast_done(_("La domanda è partita: ti rispondiamo per e-mail e qui."))
            yield OfferPageState.load


class OfferRejectionState(FormMixin, rx.State):
    """A no, with its reason."""

    @rx.event
    @public(_HOLDER)
    async def reject(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            refuse_impersonation()
            await hit_or_refuse(CHECKOUT, caller_at(self.router.session.client_ip))
            async with unit_of_work() as session:
                offer_id = _known(read_offer_key(self.offer_key))
                await service.reject_offer(session, offer_id, str(data.get("reason") or ""))
        if not self.form_error:
            yield OfferPageState.load


def _known(offer_id: UUID | None) -> UUID:
    if offer_id is None:
        raise OfferNotFound
    return offer_id


def _buyer_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The buyer that the form describes, for `core.billing.read_buyer`: only what its kind is asked."""
    is_person = data.get("kind") == BuyerKind.PERSON
    name = data.get("person_name" if is_person else "name")
    return {"email": data.get("email"), "name": name, **read_billing_form(data)}
