"""The owner's screens of the catalogue: items, one item, categories, price lists."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, NavGroup, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.components.owner import bulk, categories, facts, item, items, price_lists
from aistrategyhub.features.catalog.components.owner.prices import prices_panel
from aistrategyhub.features.catalog.components.owner.questionnaire import questionnaire_panel
from aistrategyhub.features.catalog.components.owner.routes import CATEGORIES_ROUTE, ITEMS_ROUTE, PRICE_LISTS_ROUTE
from aistrategyhub.features.catalog.components.owner.ties import ties_panel
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.state.owner.bulk import BulkState
from aistrategyhub.features.catalog.state.owner.categories import CategoriesState
from aistrategyhub.features.catalog.state.owner.discounts import ItemDiscountsState
from aistrategyhub.features.catalog.state.owner.facts import ItemFactsState
from aistrategyhub.features.catalog.state.owner.item import ItemOfWordsState, ItemState
from aistrategyhub.features.catalog.state.owner.items import AdminItemsState
from aistrategyhub.features.catalog.state.owner.page import ItemPageState
from aistrategyhub.features.catalog.state.owner.plans import ItemPlansState
from aistrategyhub.features.catalog.state.owner.price_lists import PriceListsState
from aistrategyhub.features.catalog.state.owner.prices import ItemPricesState, PriceHistoryState
from aistrategyhub.features.catalog.state.owner.questionnaire import QuestionnaireState
from aistrategyhub.features.catalog.state.owner.ties import BundleState, RelatedState
from aistrategyhub.ui.parts.figures import loaded, skeleton
from aistrategyhub.ui.parts.guarded import guarded
from aistrategyhub.ui.parts.tabs import Tab, tabs
from aistrategyhub.ui.parts.words import page_header


def items_page() -> rx.Component:
    return rx.el.div(
        page_header(_("Servizi"), size="2xl", actions=[items.new_item()]),
        items.item_tools(),
        items.chosen_bar(),
        bulk.last_change(),
        loaded(AdminItemsState.is_loaded, items.items_table, lines=12),
        bulk.bulk_drawer(),
        class_name="grid gap-6",
    )


def item_page() -> rx.Component:
    return loaded(ItemState.is_loaded, lambda: rx.cond(ItemState.is_missing, item.missing_item(), _item()), lines=12)


def _item() -> rx.Component:
    return guarded(
        item.item_head(),
        tabs(
            _("Parti del servizio"),
            Tab("pagina", _("Pagina"), item.part(ItemPageState, item.page_panel)),
            Tab("prezzi", _("Prezzi"), item.part(ItemPricesState, prices_panel)),
            Tab(
                "questionario",
                _("Questionario"),
                item.part(QuestionnaireState, questionnaire_panel),
                note=QuestionnaireState.changed_note,
                tone="waiting",
            ),
            Tab("collegati", _("Collegati"), ties_panel()),
            Tab(
                "dati",
                _("Dati"),
                item.part(ItemFactsState, facts.facts_panel, lines=6),
                note=ItemState.facts_note,
                tone="waiting",
            ),
            value=ItemState.tab,
            on_change=ItemState.show,
        ),
        unsaved=QuestionnaireState.is_changed,
    )


def categories_page() -> rx.Component:
    return guarded(
        page_header(
            _("Categorie"),
            size="2xl",
            lead=_("L’ordine e i livelli sono quelli che vede chi visita il sito."),
            actions=[categories.new_category()],
        ),
        loaded(CategoriesState.is_loaded, categories.category_tree, lines=6),
        categories.category_drawer(),
        categories.picture_library(),
        class_name="grid max-w-prose gap-6",
    )


def price_lists_page() -> rx.Component:
    return guarded(
        page_header(
            _("Listini"),
            size="2xl",
            lead=_("Prezzi diversi per chi compra come persona e per chi compra come azienda."),
            actions=[price_lists.new_price_list()],
        ),
        loaded(PriceListsState.is_loaded, price_lists.price_lists_table, lines=4),
        price_lists.price_list_drawer(),
        class_name="grid max-w-prose gap-6",
    )


PAGES = (
    Page(
        route=ITEMS_ROUTE,
        title=mark("Servizi"),
        content=items_page,
        shell=Shell.ADMIN,
        permission=CatalogPermission.EDIT,
        on_load=[AdminItemsState.arrive, BulkState.load],
    ),
    Page(
        route=f"{ITEMS_ROUTE}/[item_id]",
        title=mark("Servizio"),
        content=item_page,
        shell=Shell.ADMIN,
        permission=CatalogPermission.EDIT,
        on_load=[
            ItemState.load,
            ItemPageState.load,
            ItemPricesState.load,
            ItemDiscountsState.load,
            ItemPlansState.load,
            PriceHistoryState.load,
            QuestionnaireState.load,
            RelatedState.load,
            BundleState.load,
            ItemFactsState.load,
        ],
    ),
    Page(
        route=f"{ITEMS_ROUTE}/testi/[words_id]",
        title=mark("Servizio"),
        content=skeleton,
        shell=Shell.ADMIN,
        permission=CatalogPermission.EDIT,
        on_load=[ItemOfWordsState.follow],
    ),
    Page(
        route=CATEGORIES_ROUTE,
        title=mark("Categorie"),
        content=categories_page,
        shell=Shell.ADMIN,
        permission=CatalogPermission.EDIT,
        on_load=[CategoriesState.load],
    ),
    Page(
        route=PRICE_LISTS_ROUTE,
        title=mark("Listini"),
        content=price_lists_page,
        shell=Shell.ADMIN,
        permission=CatalogPermission.EDIT,
        on_load=[PriceListsState.load],
    ),
)
NAVIGATION = (
    NavEntry(Shell.ADMIN, mark("Servizi"), ITEMS_ROUTE, 10, "briefcase", CatalogPermission.EDIT, NavGroup.OFFER),
    NavEntry(
        Shell.ADMIN, mark("Categorie"), CATEGORIES_ROUTE, 20, "folder-tree", CatalogPermission.EDIT, NavGroup.OFFER
    ),
    NavEntry(Shell.ADMIN, mark("Listini"), PRICE_LISTS_ROUTE, 30, "tags", CatalogPermission.EDIT, NavGroup.OFFER),
)
