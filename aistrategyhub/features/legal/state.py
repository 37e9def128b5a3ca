"""The legal documents as the owner sees them."""

from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.text import _
from aistrategyhub.features.legal.models import DocumentKind
from aistrategyhub.features.legal.permissions import LegalPermission
from aistrategyhub.features.legal.schemas import DocumentRow
from aistrategyhub.features.legal.service import make_document, overview, publish_document
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done

Which = Literal["privacy", "cookies", "terms", "withdrawal"]


class AdminLegalState(rx.State):
    """Every document: whether it is made and live, and what changed since."""

    rows: list[DocumentRow] = []
    is_loaded: bool = False

    @rx.event
    @requires(LegalPermission.READ)
    async def load(self) -> None:
        async with unit_of_work() as session:
            self.rows = await overview(session)
        self.is_loaded = True

    @rx.event
    @requires(LegalPermission.MANAGE)
    async def make(self, kind: Which) -> Any:
        async with unit_of_work() as session:
            await make_document(session, DocumentKind(kind), by=current_principal().person_id)
        yield toast_done(_("La bozza è pronta: rileggila e pubblicala."))
        yield AdminLegalState.load

    @rx.event
    @requires(LegalPermission.MANAGE)
    async def publish(self, kind: Which) -> Any:
        async with unit_of_work() as session:
            await publish_document(session, DocumentKind(kind))
        yield toast_done(_("Il documento è pubblicato."))
        yield AdminLegalState.load
