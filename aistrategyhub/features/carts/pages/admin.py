"""The owner's screen of coupons."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.carts.components.coupons import coupon_drawer, coupon_tools, coupons_table, new_coupon
from aistrategyhub.features.carts.links import COUPONS_ROUTE
from aistrategyhub.features.carts.permissions import CartsPermission
from aistrategyhub.features.carts.state import AdminCouponsState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def coupons_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Codici sconto"), size="2xl", actions=[new_coupon()]),
        coupon_tools(),
        loaded(AdminCouponsState.is_loaded, coupons_table, lines=12),
        coupon_drawer(),
        class_name="grid gap-6",
    )


PAGES = (
    Page(
        route=COUPONS_ROUTE,
        title=mark("Codici sconto"),
        content=coupons_page,
        shell=Shell.ADMIN,
        permission=CartsPermission.READ_COUPONS,
        on_load=[AdminCouponsState.arrive],
    ),
)
NAVIGATION = (
    NavEntry(
        Shell.ADMIN,
        mark("Codici sconto"),
        COUPONS_ROUTE,
        order=60,
        icon="ticket-percent",
        permission=CartsPermission.READ_COUPONS,
        group=NavGroup.OFFER,
    ),
)
