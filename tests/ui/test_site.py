import re
from collections.abc import Iterator

import pytest
import reflex as rx
from starlette.applications import Starlette

from aistrategyhub.core.access import Permission
from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, speaking
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.ui.shells import Firm, in_shell
from aistrategyhub.ui.site import add_pages, let_the_edge_decide
from aistrategyhub.ui.viewer import ViewerState

FIRM = Firm(name="Ditta di prova", legal=("P. IVA 01234567890",))


class AdminPermission(Permission):
    READ = "test:read"


class Pages(rx.App):
    """Collects what would be added to an application."""

    def __init__(self) -> None:
        self.added: dict[str, dict] = {}

    def add_page(self, component, route, **options) -> None:
        self.added[route] = {"component": component, **options}


def page(route: str = "/servizi", **options) -> Page:
    return Page(route, "Pagina non trovata", lambda: rx.el.p(_("Chiudi")), **options)


@pytest.fixture
def in_production(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ENVIRONMENT", "production")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_a_page_is_added_once_per_language_with_its_own_words() -> None:
    app = Pages()
    add_pages(app, [page()], [], FIRM)
    assert list(app.added) == ["/servizi", "/en/servizi"]
    assert app.added["/servizi"]["title"] == "Pagina non trovata"
    assert app.added["/en/servizi"]["title"] != "Pagina non trovata"
    italian, english = (str(app.added[route]["component"]()) for route in app.added)
    assert '"Chiudi"' in italian
    assert '"Chiudi"' not in english


def test_words_inside_a_list_are_in_the_language_of_the_page_too() -> None:
    def rows() -> rx.Component:
        return rx.el.ul(rx.foreach(ViewerState.permissions, lambda row: rx.el.li(_("Chiudi"), row)))

    app = Pages()
    add_pages(app, [Page("/righe", "Righe", rows)], [], FIRM)
    assert '"Chiudi"' in str(app.added["/righe"]["component"]())
    assert '"Chiudi"' not in str(app.added["/en/righe"]["component"]())


def test_pages_for_development_stay_out_of_production(in_production: None) -> None:
    app = Pages()
    add_pages(app, [page(), page("/dev/x", outside_production_only=True)], [], FIRM)
    assert list(app.added) == ["/servizi", "/en/servizi"]


@pytest.mark.parametrize(
    ("shell", "sends_visitors_away"),
    [(Shell.PUBLIC, False), (Shell.AUTH, False), (Shell.BARE, False), (Shell.PORTAL, True), (Shell.ADMIN, True)],
)
def test_only_portal_and_admin_ask_who_one_is(shell: Shell, sends_visitors_away: bool) -> None:
    app = Pages()
    add_pages(app, [page(shell=shell)], [], FIRM)
    assert (ViewerState.admit in app.added["/servizi"]["on_load"]) is sends_visitors_away


@pytest.mark.parametrize("shell", list(Shell))
def test_every_shell_has_one_main_that_the_skip_link_reaches(shell: Shell) -> None:
    drawn = str(in_shell(page(shell=shell), [], FIRM))
    assert len(re.findall(r'jsx\("main"', drawn)) == 1
    assert 'href:"#contenuto"' in drawn
    assert drawn.count('id:"contenuto"') == 1


@pytest.mark.parametrize("shell", [Shell.PUBLIC, Shell.PORTAL, Shell.AUTH])
def test_the_firm_says_who_it_is_where_customers_read(shell: Shell) -> None:
    drawn = str(in_shell(page(shell=shell), [], FIRM))
    assert "P. IVA 01234567890" in drawn
    assert "Ditta di prova" in drawn


def test_a_shell_shows_its_own_entries_in_order_and_marks_the_present_one() -> None:
    navigation = [
        NavEntry(Shell.PUBLIC, "Secondo", "/due", order=2),
        NavEntry(Shell.PUBLIC, "Primo", "/servizi", order=1),
        NavEntry(Shell.ADMIN, "Altrove", "/admin/x"),
    ]
    drawn = str(in_shell(page(), navigation, FIRM))
    assert drawn.index("Primo") < drawn.index("Secondo")
    assert "Altrove" not in drawn
    present = [
        found for found in re.findall(r"jsx\(ReactRouterLink,\{[^}]*\}[^)]*\)", drawn) if "aria-current" in found
    ]
    assert present
    assert all('to:"/servizi"' in found for found in present)


def test_an_entry_that_needs_a_permission_waits_for_it() -> None:
    free = str(in_shell(page(), [NavEntry(Shell.PUBLIC, "Ordini", "/x")], FIRM))
    guarded = str(in_shell(page(), [NavEntry(Shell.PUBLIC, "Ordini", "/x", permission=AdminPermission.READ)], FIRM))
    assert '"test:read"' not in free
    assert '"test:read"' in guarded


def test_a_page_that_a_role_does_not_open_says_so() -> None:
    assert "403" not in str(in_shell(page(), [], FIRM))
    assert '"403"' in str(in_shell(page(permission=AdminPermission.READ), [], FIRM))


@pytest.mark.parametrize(
    ("locale", "route", "other"),
    [
        ("it", "/", "/en"),
        ("it", "/servizi", "/en/servizi"),
        ("en", "/", "/"),
        ("en", "/servizi", "/servizi"),
    ],
)
def test_the_other_language_is_the_same_page(locale: str, route: str, other: str) -> None:
    with speaking(locale):
        drawn = str(in_shell(page(route), [], FIRM))
    switches = re.findall(r'reloadDocument:true,to:"([^"]+)"', drawn)
    cart = "/carrello" if locale == "it" else f"/{locale}/carrello"
    assert set(switches) == {other, cart}


def test_the_other_language_of_a_record_is_found_from_its_address() -> None:
    drawn = str(in_shell(page("/servizi/[slug]"), [], FIRM))
    assert "here.pathname" in drawn
    assert "[slug]" not in drawn


def test_reflex_decides_nothing_about_other_sites() -> None:
    """It would answer preflights before our edge hears of them, and allow credentials with every answer."""
    let_the_edge_decide()
    answering = Starlette()
    rx.App._add_cors(answering)
    assert answering.user_middleware == []
