"""The report of whoever holds the key of a questionnaire."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.assessments import service
from aistrategyhub.features.assessments.queries import SittingNotFound, get_sitting
from aistrategyhub.features.assessments.rules.addresses import LIST_ROUTE
from aistrategyhub.features.assessments.rules.consent import read_address
from aistrategyhub.features.assessments.schemas import Report
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import CONTACT_UNPROVED, hit_or_refuse
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_done

_HOLDER = "whoever holds the key of the questionnaire may see its report, have it sent and delete it"


class ReportState(FormMixin, rx.State):
    """The report; `is_missing` when the key opens nothing. `is_sent` once it was mailed from here."""

    report: Report = Report()
    is_loaded: bool = False
    is_missing: bool = False
    is_sent: bool = False

    @rx.event
    @public(_HOLDER)
    async def load(self) -> AsyncIterator[None]:
        self.is_loaded, self.is_missing, self.is_sent, self.errors, self.form_error = False, False, False, {}, ""
        yield
        token = self.sitting_token
        try:
            async with unit_of_work() as session:
                self.report = await service.result_of(session, await get_sitting(session, token), token)
        except SittingNotFound:
            self.report, self.is_missing = Report(), True
        self.is_loaded = True

    @rx.event
    @public(_HOLDER)
    async def send(self, data: dict[str, Any]) -> AsyncIterator[None]:
        self._start()
        yield
        async with self._filling():
            email = read_address(data)
            await hit_or_refuse(CONTACT_UNPROVED, caller_at(self.router.session.client_ip))
            async with unit_of_work() as session:
                await service.send_report(session, self.sitting_token, email=email, locale=current_locale())
            self.is_sent = True

    @rx.event
    @public(_HOLDER)
    async def delete(self) -> Any:
        async with unit_of_work() as session:
            await service.delete_sitting(session, self.sitting_token)
        yield toast_done(_("Le risposte e il rapporto sono stati eliminati."))
        yield rx.redirect(localized(LIST_ROUTE))
