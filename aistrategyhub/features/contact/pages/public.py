"""The page that thanks whoever wrote without scripts."""

import reflex as rx

from aistrategyhub.core.feature import Page
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.contact.links import THANKS_ROUTE
from aistrategyhub.ui.parts.actions import link_button
from aistrategyhub.ui.parts.words import page_header


def thanks_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Messaggio inviato"),
            lead=_("Ti rispondiamo entro un giorno lavorativo. Ti abbiamo mandato una conferma per e-mail."),
        ),
        rx.el.div(link_button(_("Pagina iniziale"), "/", kind="secondary")),
        class_name="grid gap-8",
    )


PAGES = (Page(route=THANKS_ROUTE, title=mark("Messaggio inviato"), content=thanks_page),)
