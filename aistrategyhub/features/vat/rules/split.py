"""When the Union's authorisation of split payment ends, for whoever sells to public offices."""

from datetime import date, timedelta

from aistrategyhub.core.text import _, date_label

_AHEAD = timedelta(days=60)


def split_notice(until: date, law: str, *, sells_to_offices: bool, today: date) -> str:
    """What the owner should look up: from two months before the last day on; empty for whoever sells to no office."""
    if not sells_to_offices or today < until - _AHEAD:
        return ""
    if today <= until:
        return _(
            "La scissione dei pagamenti è autorizzata fino al {day} ({law}). Controlla se è stata prorogata e scrivilo "
            "nelle impostazioni: dal giorno dopo gli uffici pubblici pagano l’IVA a noi.",
            day=date_label(until),
            law=law,
        )
    return _(
        "L’autorizzazione alla scissione dei pagamenti è finita il {day} ({law}): gli uffici pubblici pagano ora l’IVA "
        "a noi. Se è stata prorogata, scrivilo nelle impostazioni.",
        day=date_label(until),
        law=law,
    )
