"""What a period seems to owe in VAT, in words. Pure."""

from aistrategyhub.core.text import _, mark, money_label, percent_label
from aistrategyhub.features.backoffice.schemas import SettlementView, VatPoint, VatRow
from aistrategyhub.features.invoicing.rules.deducting import VatPart, VatPeriod

_DEFERRED = mark("{amount} sono a esigibilità differita: si versano quando il cliente paga.")
_SPLIT = mark("{amount} li versa il cliente pubblico (scissione dei pagamenti).")


def settlement_view(name: str, period: VatPeriod) -> SettlementView:
    """The settlement of a period as the screen shows it."""
    balance = period.balance
    notes = [_(_DEFERRED, amount=money_label(period.deferred))] if period.deferred else []
    notes += [_(_SPLIT, amount=money_label(period.split))] if period.split else []
    return SettlementView(
        name=name,
        balance_title=_("IVA a credito") if balance < 0 else _("IVA da versare"),
        balance_label=money_label(abs(balance)),
        output=[_row(part) for part in period.output],
        inputs=[_row(part) for part in period.inputs],
        points=[
            VatPoint(_("Vendite"), float(period.owed), money_label(period.owed)),
            VatPoint(_("Acquisti"), float(period.deducted), money_label(period.deducted)),
            VatPoint(_("Differenza"), float(balance), money_label(balance), is_current=True),
        ],
        note=" ".join(notes),
    )


def _row(part: VatPart) -> VatRow:
    label = f"{percent_label(part.rate)} {part.reason}".strip()
    return VatRow(label, money_label(part.taxable), money_label(part.tax), money_label(part.counts))
