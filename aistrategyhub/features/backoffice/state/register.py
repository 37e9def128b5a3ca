"""The register of a period: what was issued, by rate, and the stamp duty of the year."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import _, mark, money_label, percent_label, short_date_label
from aistrategyhub.features.backoffice.rules.settlements import settlement_view
from aistrategyhub.features.backoffice.schemas import RateRow, RegisterView, SettlementView, StampRow
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries.registers import (
    QuarterStamp,
    RateTotal,
    Register,
    read_register,
    read_stamps,
)
from aistrategyhub.features.invoicing.queries.settlements import read_settlement
from aistrategyhub.features.invoicing.rules.periods import (
    Period,
    UnknownPeriod,
    quarter_of,
    read_period,
    stamp_due_on,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.actions import leave_for
from aistrategyhub.ui.tables import remember_address

_WORD = "periodo"
_CURRENCY = "EUR"
_NOT_COUNTED = mark("{count} scartate non sono contate: non valgono come emesse.")


class AdminRegisterState(rx.State):
    """The period that the address asks for, else the present quarter. `settlement` is for whoever reads purchases."""

    register: RegisterView = RegisterView()
    settlement: SettlementView = SettlementView()
    problem: str = ""
    is_loaded: bool = False

    @rx.event
    @requires(InvoicingPermission.READ)
    async def load(self) -> None:
        asked = self.router.url.query_parameters.get(_WORD, "")
        self.problem = ""
        try:
            period = read_period(asked) if asked else quarter_of(today_in_rome())
        except UnknownPeriod as unknown:
            self.problem, period = _(unknown.sentence), quarter_of(today_in_rome())
        year = read_period(period.name[:4])
        async with unit_of_work() as session:
            register, stamps = await read_register(session, period), await read_stamps(session, year)
            may_settle = current_principal().may(InvoicingPermission.READ_RECEIVED)
            settlement = await read_settlement(session, period) if may_settle else None
        self.register, self.is_loaded = _view(period, register, stamps), True
        self.settlement = settlement_view(period.name, settlement) if settlement else SettlementView()

    @rx.event
    @public("changes only what this tab asks for; the figures are guarded by `load`")
    async def choose(self, form: dict[str, str]) -> Any:
        name = form.get(_WORD, "").strip()[:10]
        return [remember_address(self.router.url.path, f"{_WORD}={name}", False), type(self).load]

    @rx.event
    @requires(InvoicingPermission.EXPORT, step_up=True)
    async def export(self) -> Any:
        return leave_for(f"/api/v1/admin/invoices/periods/{self.register.name}.zip")

    @rx.event
    @requires(InvoicingPermission.EXPORT, step_up=True)
    async def export_for_preservation(self) -> Any:
        return leave_for(f"/api/v1/admin/invoices/periods/{self.register.name}/preservation.zip")


def _view(period: Period, register: Register, stamps: list[QuarterStamp]) -> RegisterView:
    year = period.first.year
    return RegisterView(
        name=period.name,
        documents=register.documents,
        total_label=money_label(register.total, _CURRENCY),
        not_counted=_(_NOT_COUNTED, count=register.rejected) if register.rejected else "",
        rates=[_rate_row(rate) for rate in register.rates],
        stamps=[_stamp_row(year, stamp) for stamp in stamps],
    )


def _rate_row(rate: RateTotal) -> RateRow:
    label = f"{percent_label(rate.rate)} {rate.natura}".strip()
    return RateRow(label, money_label(rate.taxable, _CURRENCY), money_label(rate.tax, _CURRENCY))


def _stamp_row(year: int, stamp: QuarterStamp) -> StampRow:
    return StampRow(
        quarter_label=f"{year}-T{stamp.quarter}",
        documents=stamp.documents,
        amount_label=money_label(stamp.amount, _CURRENCY),
        due_label=short_date_label(stamp_due_on(year, stamp.quarter)),
    )
