"""The paper of an offer: our own design, printed by WeasyPrint, which the first printing loads."""

from aistrategyhub.features.quotes.schemas.sheets import OfferSheet


def render_offer_pdf(sheet: OfferSheet) -> bytes:
    """The offer in its customer's language. The same sheet gives the same bytes."""
    from aistrategyhub.features.quotes.pdf import render

    return render.render_offer_pdf(sheet)
