"""The owner's own rooms: figures, orders, invoices, mails, work, what went wrong, the trail, and the firm's start."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.backoffice.api import router
from aistrategyhub.features.backoffice.commands import commands
from aistrategyhub.features.backoffice.commands.prerender import check_public_pages
from aistrategyhub.features.backoffice.finders import FINDERS
from aistrategyhub.features.backoffice.pages import (
    admin,
    by_hand,
    customers,
    diagnostics,
    disputes,
    documents,
    drafts,
    public_pages,
    received,
    settings,
    statements,
    trail,
    withdrawals,
)

FEATURE = Feature(
    name="backoffice",
    pages=(
        *admin.PAGES,
        *withdrawals.PAGES,
        *statements.PAGES,
        *disputes.PAGES,
        *customers.PAGES,
        *by_hand.PAGES,
        *drafts.PAGES,
        *received.PAGES,
        *documents.PAGES,
        *diagnostics.PAGES,
        *public_pages.PAGES,
        *trail.PAGES,
        *settings.PAGES,
    ),
    navigation=(
        *admin.NAVIGATION,
        *withdrawals.NAVIGATION,
        *statements.NAVIGATION,
        *disputes.NAVIGATION,
        *diagnostics.NAVIGATION,
        *public_pages.NAVIGATION,
        *trail.NAVIGATION,
        *settings.NAVIGATION,
    ),
    routers=(router,),
    finders=FINDERS,
    commands=commands,
    checks=check_public_pages,
)
