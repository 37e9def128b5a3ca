"""What the first pages of a firm say, from nothing but its data. Pure; in the language of the moment."""

from typing import Any

from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity

CONTACT_SLUGS = {"it": "contatti", "en": "contact"}


def home_content(seller: SellerInfo, identity: SiteIdentity) -> dict[str, Any]:
    """Who the firm is, what it sells, how to reach it."""
    claim = identity.claim_en if current_locale() == "en" else identity.claim_it
    contact = in_language(f"/{CONTACT_SLUGS[current_locale()]}", current_locale())
    services = in_language("/servizi", current_locale())
    return {
        "title": identity.site_name,
        "summary": claim or _("{company}, {city}: servizi, prezzi e contatti.", **_names(seller)),
        "blocks": [
            {
                "kind": "hero",
                "id": "apertura",
                "title": claim or identity.site_name,
                "text": _("{company} lavora a {city}. Qui trovi che cosa facciamo e quanto costa.", **_names(seller)),
                "primary": {"label": _("Guarda i servizi"), "href": services},
                "secondary": {"label": _("Parla con noi"), "href": contact},
            },
            {
                "kind": "service_list",
                "id": "servizi",
                "title": _("Servizi"),
                "shows": "all",
                "most": 6,
                "link": {"label": _("Tutti i servizi"), "href": services},
            },
            {"kind": "contacts", "id": "recapiti", "title": _("Dove trovarci")},
        ],
    }


def contact_content(seller: SellerInfo, identity: SiteIdentity) -> dict[str, Any]:
    """How to reach the firm."""
    return {
        "title": _("Contatti"),
        "summary": _("Come raggiungere {company}: e-mail, telefono, PEC e sede.", **_names(seller)),
        "blocks": [
            {
                "kind": "hero",
                "id": "apertura",
                "title": _("Contatti"),
                "text": _("Bastano due righe: chi siete e che cosa vi serve."),
            },
            {"kind": "contact_form", "id": "modulo", "title": _("Scrivici")},
            {"kind": "contacts", "id": "recapiti", "title": _("Dove trovarci")},
        ],
    }


def _names(seller: SellerInfo) -> dict[str, str]:
    return {"company": seller.company_name, "city": seller.address.city}
