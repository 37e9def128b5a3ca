"""How a professional bills, as it is typed into the settings. Pure."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import ValidationError

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import mark
from aistrategyhub.features.site_settings.schemas import ProfessionalFees

_TICKS = ("bills_fees", "withholds_on_fund")
_CODES = {
    "fund": mark("Scrivi un codice da TC01 a TC22, oppure lascia vuoto."),
    "withholding": mark("Scrivi un codice da RT01 a RT06, oppure lascia vuoto."),
    "withholding_reason": mark("Scrivi la causale della certificazione unica, per esempio A."),
}
_WRONG_PERCENT = mark("Scrivi una percentuale da 0 a 100, per esempio 4 oppure 11,5.")


def read_fees(form: Mapping[str, str]) -> ProfessionalFees:
    """The fees that a form describes. Raises InvalidInput with every wrong field."""
    fields = Fields(dict(form), frozenset(ProfessionalFees.model_fields), whole="professional_fees")
    codes = {name: fields.text(name, 4).upper() for name in _CODES}
    percents = {name: _percent(fields, name) for name in ("fund_percent", "withholding_percent")}
    ticks = {name: form.get(name) == "on" for name in _TICKS}
    try:
        fees = ProfessionalFees(**ticks, **codes, **percents)
    except ValidationError as refusal:
        for problem in refusal.errors():
            name = str(problem["loc"][0])
            fields.refuse(name, "INVALID_CODE", _CODES[name])
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return fees


def _percent(fields: Fields, name: str) -> Decimal:
    text = fields.text(name, 6).replace(",", ".") or "0"
    is_number = text.replace(".", "", 1).isdecimal() and text.isascii()
    if is_number and Decimal(text) <= 100 and Decimal(text) == round(Decimal(text), 2):
        return Decimal(text)
    fields.refuse(name, "INVALID_PERCENT", _WRONG_PERCENT)
    return Decimal(0)
