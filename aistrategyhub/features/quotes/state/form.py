"""The form that asks for a quote."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import new_token
from aistrategyhub.core.paths import in_every_language
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.accounts.rules import local_path
from aistrategyhub.features.catalog.queries import ItemNotFound, list_slugs
from aistrategyhub.features.contact.service import ProofSpent
from aistrategyhub.features.contact.service.admission import admit
from aistrategyhub.features.contact.service.proofs import ProofRefused
from aistrategyhub.features.quotes.links import (
    PREFILL_PARAMETER,
    QUOTE_ROUTE,
    file_key,
    quote_route,
    read_file_key,
    read_prefill_key,
)
from aistrategyhub.features.quotes.queries import contact_of, find_prefill, find_subject
from aistrategyhub.features.quotes.queries.files import list_waiting
from aistrategyhub.features.quotes.rules.asking import answers_of_form, question_fields
from aistrategyhub.features.quotes.rules.files import MOST_FILES, FileGone, TooManyFiles, file_row
from aistrategyhub.features.quotes.rules.wishes import form_data, read_wish
from aistrategyhub.features.quotes.schemas import (
    ContactView,
    FileRow,
    Occasion,
    QuestionField,
    Subject,
    SubjectView,
    Wish,
)
from aistrategyhub.features.quotes.service import drop_waiting, receive_request
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.prerender.declared import Head, PublicPage, Session, Snapshot
from aistrategyhub.prerender.snapshots import show_page
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.file_drop import MOST_AT_ONCE

_ANYBODY = "the firm wants to be asked for quotes"
TITLE = mark("Richiedi un preventivo")
DESCRIPTION = mark("Poche domande, nessun impegno: il preventivo è gratuito e arriva entro due giorni lavorativi.")


class QuoteFormState(FormMixin, rx.State):
    """A request being written. What is typed stays in the browser; `round` counts the proofs of work asked for."""

    subject: SubjectView = SubjectView()
    questions: list[QuestionField] = []
    contact: ContactView = ContactView()
    prefill: list[str] = []
    is_loaded: bool = False
    is_missing: bool = False
    number: str = ""
    files: list[FileRow] = []
    round: int = 1
    _visit: str = ""
    _since: float = 0.0

    @rx.event
    @public(_ANYBODY)
    async def load(self) -> None:
        slug = self.quote_slug
        async with unit_of_work() as session:
            snapshot = await (_subject_snapshot(session, {"quote_slug": slug}) if slug else _open_snapshot(session, {}))
        page = QUOTE_PAGE if slug else OPEN_PAGE
        await show_page(self, page, snapshot or _no_subject())

    @rx.event
    @public(_ANYBODY)
    async def arrive(self) -> None:
        self.errors, self.form_error, self.busy, self.number, self.files = {}, "", False, "", []
        self._visit, self._since = new_token(), now().timestamp()
        key = self.router.url.query_parameters.get(PREFILL_PARAMETER, "")
        async with unit_of_work() as session:
            words = await find_prefill(session, read_prefill_key(key))
            self.contact = await contact_of(session, current_principal().person_id)
        self.prefill = [line for line in words.split("\n") if line]

    @rx.event
    @public("the key of a file is the right to send it along")
    async def files_arrived(self, keys: list[str]) -> None:
        """Shows what has just been taken in, to go with the request."""
        known = {row.key for row in self.files}
        ids = {file_id for key in keys[:MOST_AT_ONCE] if key not in known and (file_id := read_file_key(key))}
        async with unit_of_work() as session:
            fresh = await list_waiting(session, ids)
        self.files = [*self.files, *(file_row(file, key=file_key(file.id)) for file in fresh)]
        self.errors = {name: error for name, error in self.errors.items() if name != "files"}
        if len(self.files) > MOST_FILES:
            self._refuse_files(TooManyFiles(most=MOST_FILES))

    @rx.event
    @public("the key of a file is the right to take it away")
    async def drop_file(self, key: str) -> None:
        self.files = [row for row in self.files if row.key != key]
        if len(self.files) <= MOST_FILES:
            self.errors = {name: error for name, error in self.errors.items() if name != "files"}
        if file_id := read_file_key(key):
            async with unit_of_work() as session:
                await drop_waiting(session, file_id)

    @rx.event
    @public(_ANYBODY)
    async def submit(self, data: dict[str, Any]) -> AsyncIterator[None]:
        self._start()
        yield
        async with self._filling():
            await self._send(data)

    async def _send(self, data: Mapping[str, Any]) -> None:
        subject = await self._subject()
        wish = read_wish(form_data(data), subject.questions, answers_of_form(subject.questions, data))
        try:
            await self._receive(data, wish, subject)
        except (ProofRefused, ProofSpent):
            self.round += 1
            raise
        except (FileGone, TooManyFiles) as refusal:
            self._refuse_files(refusal)
            raise

    def _refuse_files(self, refusal: DomainError) -> None:
        self.errors = self.errors | {"files": _(refusal.sentence, **refusal.values)}

    async def _subject(self) -> Subject:
        if not self.quote_slug:
            return Subject()
        async with unit_of_work() as session:
            found = await find_subject(session, self.quote_slug, current_locale())
        if found is None:
            raise ItemNotFound(slug=self.quote_slug)
        return found[0]

    async def _receive(self, data: Mapping[str, Any], wish: Wish, subject: Subject) -> None:
        proof_key = await self._admit(str(data.get("proof") or ""))
        address = self.router.url
        async with unit_of_work() as session:
            key = address.query_parameters.get(PREFILL_PARAMETER, "")
            occasion = Occasion(
                page=local_path(address.path) or "",
                locale=current_locale(),
                user_id=current_principal().person_id,
                prefill=await find_prefill(session, read_prefill_key(key)),
            )
            request = await receive_request(
                session,
                wish,
                subject,
                occasion,
                submit=self._visit,
                proof_key=proof_key,
                is_trapped=bool(data.get("website")),
                files=[file_id for row in self.files if (file_id := read_file_key(row.key))],
            )
            self.number = request.number

    async def _admit(self, proof: str) -> str | None:
        if not self._since:
            self._visit, self._since = new_token(), now().timestamp()
        spent = timedelta(seconds=now().timestamp() - self._since)
        return await admit(caller_at(self.router.session.client_ip), proof, spent)


async def _subject_snapshot(session: Session, params: Mapping[str, str]) -> Snapshot | None:
    found = await find_subject(session, params["quote_slug"], current_locale())
    if found is None:
        return None
    subject, view = found
    shown = {
        "subject": view,
        "questions": question_fields(subject.questions),
        "is_missing": False,
        "is_loaded": True,
    }
    route = quote_route(subject.slug)
    head = Head(f"{_(TITLE)}: {view.name}", _(DESCRIPTION), alternates=in_every_language(route))
    return Snapshot({QuoteFormState: shown}, head, frozenset({f"service:{subject.item_id}"}))


async def _open_snapshot(session: Session, params: Mapping[str, str]) -> Snapshot:
    shown = {"subject": SubjectView(), "questions": [], "is_missing": False, "is_loaded": True}
    head = Head(_(TITLE), _(DESCRIPTION), alternates=in_every_language(QUOTE_ROUTE))
    return Snapshot({QuoteFormState: shown}, head, frozenset({"quotes"}))


def _no_subject() -> Snapshot:
    shown = {"subject": SubjectView(), "questions": [], "is_missing": True, "is_loaded": True}
    return Snapshot({QuoteFormState: shown}, Head(_(TITLE), robots="noindex"))


async def _subject_addresses(session: Session) -> list[str]:
    return [quote_route(slug) for slug in await list_slugs(session)]


async def _open_address(session: Session) -> list[str]:
    return [QUOTE_ROUTE]


OPEN_PAGE = PublicPage(QUOTE_ROUTE, _open_snapshot, _open_address, query=(PREFILL_PARAMETER,))
QUOTE_PAGE = PublicPage(
    f"{QUOTE_ROUTE}/[quote_slug]", _subject_snapshot, _subject_addresses, query=(PREFILL_PARAMETER,)
)
