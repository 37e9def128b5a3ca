"""The states of the parts, through Reflex's own processor and behind the gate."""

from dataclasses import replace
from typing import Any

import pytest
import reflex as rx

from aistrategyhub.core.access import Permission, Role, SignInRequired, public
from aistrategyhub.core.arguments import InvalidArguments
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput, Kind
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.paging import Page
from aistrategyhub.ui import forms, tables
from aistrategyhub.ui.feedback import show_error
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.viewer import ViewerState
from tests.harness.states import Tab

NAMES = [f"riga {number:02d}" for number in range(1, 46)]


class TooLate(DomainError):
    code = "TOO_LATE"
    kind = Kind.CONFLICT
    sentence = "L'offerta è scaduta il {day}."


class RowsState(tables.TableMixin, rx.State):
    rows: list[str] = []
    chosen: str = "all"

    @classmethod
    def _filters(cls) -> list[tables.AddressFilter]:
        return [tables.AddressFilter("stato", "chosen", "all", ("all", "open"))]

    @rx.event
    @public("a test")
    async def choose(self, chosen: str) -> Any:
        self.chosen, self.page = chosen, 1
        return self._ask()

    @rx.event
    @public("a test")
    async def load(self) -> None:
        found = sorted((name for name in NAMES if self.q in name), reverse=self.descending)
        asked = self._request(per_page=10)
        self.rows = found[asked.offset : asked.offset + asked.per_page]
        self._show(Page(self.rows, len(found), asked.page, asked.per_page))


class AskState(forms.FormMixin, rx.State):
    @rx.event
    @public("a test")
    async def submit(self, data: dict[str, Any]) -> Any:
        self._start()
        yield
        async with self._filling():
            if data["answer"] == "late":
                raise TooLate(day="21/11/2026")
            if data["answer"] == "wrong":
                raise InvalidInput([FieldError("address.zip", "INVALID", "Il CAP ha {count} cifre.", {"count": 5})])
            if data["answer"] == "broken":
                raise ZeroDivisionError("a secret of ours")
            yield toast_done("Salvato")


async def test_a_table_searches_sorts_and_turns_in_the_database(bare_tab: Tab) -> None:
    await bare_tab.send(RowsState.load)
    assert bare_tab.seen(RowsState, "total") == 45
    assert bare_tab.seen(RowsState, "page_count") == 5

    await bare_tab.send(RowsState.turn_to, page=5)
    assert bare_tab.seen(RowsState, "rows") == NAMES[40:]

    await bare_tab.send(RowsState.sort_by, column="name")
    await bare_tab.send(RowsState.sort_by, column="name")
    assert bare_tab.seen(RowsState, "rows")[0] == "riga 45"
    assert bare_tab.seen(RowsState, "page") == 1

    await bare_tab.send(RowsState.search, q="riga 07")
    assert bare_tab.seen(RowsState, "rows") == ["riga 07"]
    assert bare_tab.seen(RowsState, "page_count") == 1


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-3, 1), (5, 5), (6, 5), (10**12, 5)])
async def test_a_page_that_is_not_there_is_the_nearest_one(bare_tab: Tab, asked: int, shown: int) -> None:
    await bare_tab.send(RowsState.load)
    await bare_tab.send(RowsState.turn_to, page=asked)
    assert bare_tab.seen(RowsState, "page") == shown


async def test_a_long_search_is_cut(bare_tab: Tab) -> None:
    await bare_tab.send(RowsState.search, q="x" * 5_000)
    assert len(bare_tab.seen(RowsState, "q")) == 200


@pytest.mark.parametrize("page", ["due", 2.5, None, {"$gt": 0}])
async def test_a_page_that_is_no_number_changes_nothing(bare_tab: Tab, page: Any) -> None:
    await bare_tab.send(RowsState.load)
    with pytest.raises((InvalidArguments, TypeError)):
        await bare_tab.send(RowsState.turn_to, page=page)
    assert bare_tab.seen(RowsState, "page") == 1


def _addresses(tab: Tab) -> list[tuple[str, str, bool]]:
    said = [event.payload for event in tab.events if event.name == "_address"]
    return [(event["path"], event["query"], event["replace"]) for event in said]


async def test_what_a_list_is_asked_for_stands_in_its_address(bare_tab: Tab) -> None:
    bare_tab.go("/righe", query={"tab": "due"})
    await bare_tab.send(RowsState.load)
    await bare_tab.send(RowsState.turn_to, page=3)
    await bare_tab.send(RowsState.search, q="riga")
    await bare_tab.send(RowsState.search, q="riga 0")
    await bare_tab.send(RowsState.sort_by, column="name")
    await bare_tab.send(RowsState.sort_by, column="name")
    await bare_tab.send(RowsState.choose, chosen="open")
    assert _addresses(bare_tab) == [
        ("/righe", "tab=due&pagina=3", False),
        ("/righe", "tab=due&q=riga", False),
        ("/righe", "tab=due&q=riga+0", True),
        ("/righe", "tab=due&q=riga+0&ordine=name", False),
        ("/righe", "tab=due&q=riga+0&ordine=-name", False),
        ("/righe", "tab=due&q=riga+0&ordine=-name&stato=open", False),
    ]


async def test_an_address_asks_for_its_rows_again(bare_tab: Tab) -> None:
    bare_tab.go("/righe", query={"q": "riga", "ordine": "-name", "pagina": "2", "stato": "open"})
    await bare_tab.send(RowsState.arrive)
    assert bare_tab.seen(RowsState, "rows")[0] == "riga 35"
    assert bare_tab.seen(RowsState, "chosen") == "open"
    assert bare_tab.seen(RowsState, "descending") is True
    assert _addresses(bare_tab) == []

    bare_tab.go("/righe")
    await bare_tab.send(RowsState.arrive)
    assert bare_tab.seen(RowsState, "rows")[0] == "riga 01"
    assert (bare_tab.seen(RowsState, "q"), bare_tab.seen(RowsState, "chosen")) == ("", "all")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("5", 5), ("6", 5), ("0", 1), ("-1", 1), ("due", 1), ("9" * 5_000, 1), ("999999999", 5), ("٣", 1), ("", 1)],
)
async def test_an_address_of_a_page_that_is_not_there_shows_the_nearest(bare_tab: Tab, asked: str, shown: int) -> None:
    bare_tab.go("/righe", query={"pagina": asked, "stato": "<script>", "ordine": "x" * 5_000, "q": "riga"})
    await bare_tab.send(RowsState.arrive)
    assert bare_tab.seen(RowsState, "page") == shown
    assert bare_tab.seen(RowsState, "rows") == NAMES[(shown - 1) * 10 : shown * 10]
    assert len(bare_tab.seen(RowsState, "sort")) < 50


async def test_a_wrong_field_is_refused_beside_it(bare_tab: Tab) -> None:
    await bare_tab.send(AskState.submit, data={"answer": "wrong"})
    assert bare_tab.seen(AskState, "errors") == {"address.zip": "Il CAP ha 5 cifre."}
    assert bare_tab.seen(AskState, "form_error") == "Alcuni dati non sono corretti: correggili e riprova."
    assert bare_tab.seen(AskState, "busy") is False


async def test_a_refusal_of_the_business_is_said_over_the_form(bare_tab: Tab) -> None:
    await bare_tab.send(AskState.submit, data={"answer": "late"})
    assert bare_tab.seen(AskState, "form_error") == "L'offerta è scaduta il 21/11/2026."
    assert bare_tab.seen(AskState, "errors") == {}


async def test_a_good_answer_clears_what_was_refused(bare_tab: Tab) -> None:
    await bare_tab.send(AskState.submit, data={"answer": "wrong"})
    await bare_tab.send(AskState.submit, data={"answer": "good"})
    assert bare_tab.seen(AskState, "errors") == {}
    assert bare_tab.seen(AskState, "form_error") == ""
    assert [(event.name, event.payload) for event in bare_tab.events] == [
        ("_toast", {"text": "Salvato", "tone": "action"})
    ]


async def test_a_fault_frees_the_form_and_tells_only_a_number(bare_tab: Tab) -> None:
    await bare_tab.send(AskState.submit, data={"answer": "broken"})
    assert bare_tab.seen(AskState, "busy") is False
    assert "cita il codice" in bare_tab.seen(AskState, "form_error")
    assert "secret" not in bare_tab.seen(AskState, "form_error")


@pytest.mark.parametrize(
    ("error", "event", "words"),
    [
        (TooLate(day="21/11/2026"), "_toast", "L'offerta è scaduta il 21/11/2026."),
        (SignInRequired(), "_redirect", "/accedi"),
        (ZeroDivisionError("a secret of ours"), "_toast", "cita il codice"),
    ],
)
def test_the_error_door_answers_in_the_persons_words(error: Exception, event: str, words: str) -> None:
    said = show_error(error)
    assert said.handler.fn.__qualname__ == event
    assert words in str(said.args)
    assert "secret" not in str(said.args)


class RoomPermission(Permission):
    READ = "room:read"


async def test_a_shell_knows_what_to_show(bare_tab: Tab) -> None:
    await bare_tab.send(ViewerState.load)
    assert bare_tab.seen(ViewerState, "signed_in") is False

    bare_tab.principal = replace(
        bare_tab.principal, person_id=new_id(), role=Role.ADMIN, permissions=frozenset({RoomPermission.READ})
    )
    await bare_tab.send(ViewerState.load)
    assert bare_tab.seen(ViewerState, "signed_in") is True
    assert bare_tab.seen(ViewerState, "permissions") == ["room:read"]


async def test_a_visitor_is_sent_to_sign_in_and_a_person_is_not(bare_tab: Tab) -> None:
    await bare_tab.send(ViewerState.admit)
    assert [(event.name, event.payload["path"]) for event in bare_tab.events] == [("_redirect", "/accedi?next=%2F")]

    bare_tab.events.clear()
    bare_tab.principal = replace(bare_tab.principal, person_id=new_id())
    await bare_tab.send(ViewerState.admit)
    assert bare_tab.events == []
