"""From a sheet to a PDF. Nothing is fetched: the page and its style lie beside this module."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aistrategyhub.core.text import _, speaking
from aistrategyhub.features.quotes.schemas.sheets import OfferSheet
from aistrategyhub.infra.printing.press import print_pdf

_HERE = Path(__file__).parent


def render_offer_pdf(sheet: OfferSheet) -> bytes:
    """The offer in its customer's language. The same sheet gives the same bytes."""
    with speaking(sheet.locale):
        page = _templates().get_template("offer.html").render(sheet=sheet, labels=_labels(sheet))
    return print_pdf(page, _css())


def _labels(sheet: OfferSheet) -> dict[str, str]:
    return {
        "offer": _("Offerta"),
        "title": _("Offerta {number}", number=sheet.number),
        "version": _("Versione {version}", version=sheet.version),
        "to": _("Per"),
        "by": _("Da"),
        "sent": _("Data"),
        "valid": _("Valida fino al"),
        "total": _("Totale, IVA compresa"),
        "scope": _("Che cosa comprende"),
        "description": _("Descrizione"),
        "quantity": _("Quantità"),
        "price": _("Prezzo"),
        "amount": _("Importo"),
        "options": _("A scelta"),
        "options_note": _("Si aggiungono spuntandole nella pagina dell’offerta; il totale qui sopra non le comprende."),
        "scope_note": _("I prezzi delle righe sono prima dello sconto e dell’IVA.")
        if sheet.has_discount
        else _("I prezzi delle righe sono prima dell’IVA."),
        "sums": _("Quanto costa"),
        "payments": _("Come si paga"),
        "steps": _("Come procediamo"),
        "terms": _("Condizioni"),
        "accept": _("Per accettare"),
        "accept_note": _(
            "Apra la pagina dell’offerta, scelga le opzioni, scriva il Suo nome e confermi. Non serve un account."
        ),
        "page": _("Pagina"),
    }


@cache
def _css() -> str:
    return (_HERE / "offer.css").read_text("utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
