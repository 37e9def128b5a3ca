"""A person's cards."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.wallet.components import cards_list
from aistrategyhub.features.wallet.permissions import WalletPermission
from aistrategyhub.features.wallet.rules import CARDS_ROUTE
from aistrategyhub.features.wallet.state import CardsState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def cards_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Le tue carte"), lead=_("Con che cosa paghi, e quale carta si addebita.")),
        loaded(CardsState.is_loaded, cards_list, lines=5),
        class_name="grid gap-10",
    )


PAGES = (
    Page(
        route=CARDS_ROUTE,
        title=mark("Le tue carte"),
        content=cards_page,
        shell=Shell.PORTAL,
        permission=WalletPermission.USE_OWN,
        on_load=[CardsState.load],
    ),
)
NAVIGATION = (NavEntry(Shell.PORTAL, mark("Carte"), CARDS_ROUTE, order=30, permission=WalletPermission.USE_OWN),)
