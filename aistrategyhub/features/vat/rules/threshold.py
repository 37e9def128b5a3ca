"""When VAT on what private people in other member states buy over the net is due in their country."""

from decimal import Decimal

from aistrategyhub.core.text import _, money_label

SMALL_SALES = Decimal(10_000)
"""Euro a year, net of VAT, up to which such sales bear the VAT of the seller's country: article 7-octies DPR 633/1972,
article 59c Directive 2006/112/EC. It must hold in the present calendar year and in the one before."""

_NEAR = SMALL_SALES * Decimal("0.8")


def threshold_notice(this_year: Decimal, last_year: Decimal, *, is_registered: bool) -> str:
    """What the owner should know about these sums of a year, in euro net of VAT; empty far from the limit, and for a
    firm that is registered in the OSS."""
    limit = money_label(SMALL_SALES)
    if is_registered:
        return ""
    if last_year > SMALL_SALES:
        return _(
            "L’anno scorso questi acquisti sono stati {amount}, oltre il limite di {limit}: quest’anno il negozio "
            "applica l’IVA del paese di chi compra. Va dichiarata con il regime OSS: scrivi nelle impostazioni da "
            "quando sei iscritto.",
            amount=money_label(last_year),
            limit=limit,
        )
    if this_year > SMALL_SALES:
        return _(
            "Quest’anno questi acquisti sono arrivati a {amount}, oltre il limite di {limit}: il negozio applica ora "
            "l’IVA del paese di chi compra. Va dichiarata con il regime OSS: scrivi nelle impostazioni da quando sei "
            "iscritto. L’ordine che ha superato il limite porta ancora l’IVA italiana.",
            amount=money_label(this_year),
            limit=limit,
        )
    if this_year >= _NEAR:
        return _(
            "Quest’anno questi acquisti sono a {amount} su {limit}: oltre il limite l’IVA è dovuta nel paese di chi "
            "compra (regime OSS).",
            amount=money_label(this_year),
            limit=limit,
        )
    return ""
