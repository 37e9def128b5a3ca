"""The publication being edited. What is written goes through `api.autosave` and comes back from here."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES, _, mark
from aistrategyhub.features.cms.queries.editor import TEXTS, find_picture, get_edited, get_editor_view
from aistrategyhub.features.cms.schemas.editor import BlockRow, EditorView, FormField, PageHead, SearchResult
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.features.publishing.queries import PublicationNotFound
from aistrategyhub.features.publishing.service import am_editing
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast

_RECOVERED = mark("Ritrovate e salvate le parole che non erano arrivate al server.")
_OTHERS = mark("Anche {names} sta modificando questa pagina.")
_YOU = mark("Hai questa pagina aperta anche in un’altra scheda.")


_SHOWN = ("head", "has_own", "locales", "blocks", "opened", "has_blocks", "found", "unfinished", "files")


def _places(shown: "EditorView | EditorState") -> list[str]:
    """Which fields stand where: rows that were added, moved or removed change it."""
    return [f"{row.path}:{row.widget}" for row in (*shown.page_fields, *shown.fields)]


class EditorState(rx.State):
    """One publication of any kind in one language, one block of it open.

    `revision` is of what was loaded, `stamp` of what is saved. `epoch` counts the times that fields were drawn anew:
    while it stays, what stands in them is what was typed.
    """

    head: PageHead = PageHead()
    is_loaded: bool = False
    is_missing: bool = False
    locale: str = DEFAULT_LOCALE
    has_own: bool = True
    locales: list[str] = []
    revision: int = 0
    stamp: int = 0
    epoch: int = 0
    place: str = ""
    address: str = ""
    page_fields: list[FormField] = []
    has_blocks: bool = False
    blocks: list[BlockRow] = []
    opened: str = ""
    fields: list[FormField] = []
    seo_fields: list[FormField] = []
    found: SearchResult = SearchResult()
    unfinished: list[str] = []
    files: dict[str, str] = {}
    picked: dict[str, str | int] = {}
    put_in: dict[str, str | int] = {}
    presence: str = ""

    @rx.event
    @requires(PublishingPermission.READ)
    async def load(self) -> None:
        """Everything anew, fields included."""
        try:
            view = await self._read()
        except PublicationNotFound:
            self.is_missing, self.is_loaded = True, True
            return
        self.address = f"/api/v1/admin/pages/{view.head.id}/edits"
        self.place = f"{view.head.id}:{current_principal().person_id}"
        self.is_missing, self.is_loaded = False, True
        self._redraw(view)

    @rx.event
    @requires(PublishingPermission.READ)
    async def refresh(self) -> None:
        """What is shown of the page follows what changed; what stands in its fields stays."""
        self._show(await self._read())

    @rx.event
    @requires(PublishingPermission.READ)
    async def saved(self, answer: dict[str, str | int | bool]) -> Any:
        """The browser's edits are saved: the lists and the preview follow, the fields keep what is typed in them."""
        opens = str(answer.get("opened", ""))
        view = await self._read(opens or self.opened)
        is_elsewhere = view.opened != self.opened or _places(view) != _places(self)
        if is_elsewhere or answer.get("recovered"):
            self._redraw(view, keep_revision=True)
        else:
            self._show(view)
        if answer.get("recovered"):
            yield toast(_(_RECOVERED))

    @rx.event
    @requires(PublishingPermission.READ)
    async def follow(self, wish: str) -> None:
        """What was written is saved, so fields may be drawn anew: `open:<block>` or `speak:<locale>`."""
        verb, _colon, value = wish.partition(":")
        if verb == "speak" and value in LOCALES:
            self.locale = value
            self._redraw(await self._read(), keep_revision=True)
        elif verb == "open":
            self._redraw(await self._read("" if value == self.opened else value), keep_revision=True)

    @rx.event
    @requires(PublishingPermission.EDIT)
    async def choose_file(self, target: str, file_id: str) -> None:
        """A file of the library was chosen for a field (`block|path`), or to stand in the text of one; the browser
        saves it with the rest."""
        block_id, _bar, path = target.partition("|")
        rows = self.fields if block_id else self.page_fields
        widget = next((row.widget for row in rows if row.path == path), "")
        if widget in TEXTS:
            await self._put_in_text(target, file_id)
            return
        count = int(self.picked.get("count", 0)) + 1
        self.picked = {"block": block_id, "path": path, "value": file_id, "count": count}

    async def _put_in_text(self, target: str, file_id: str) -> None:
        async with unit_of_work() as session:
            picture = await find_picture(session, file_id)
        if picture is not None:
            count = int(self.put_in.get("count", 0)) + 1
            told = {"id": picture.id, "src": picture.src, "alt": picture.alt}
            self.put_in = {"target": target, "count": count, **told}

    @rx.event
    @requires(PublishingPermission.READ)
    async def beat(self) -> None:
        """This tab is still looking at the page: who else is?"""
        async with unit_of_work() as session:
            person_id, tab = current_principal().person_id, self.router.session.client_token
            edited = await get_edited(session, self.page_id)
            others = await am_editing(session, edited.id, person_id, tab) if person_id else []
        names = ", ".join(one.name for one in others if not one.is_you)
        self.presence = _(_OTHERS, names=names) if names else _(_YOU) if others else ""

    async def _read(self, opened: str | None = None) -> EditorView:
        async with unit_of_work() as session:
            shown = self.opened if opened is None else opened
            return await get_editor_view(session, self.page_id, self.locale, shown)

    def _redraw(self, view: EditorView, *, keep_revision: bool = False) -> None:
        self._show(view)
        self.page_fields, self.fields, self.seo_fields = view.page_fields, view.fields, view.seo_fields
        self.epoch += 1
        if not keep_revision:
            self.revision = view.revision

    def _show(self, view: EditorView) -> None:
        """Sends the browser only what is not the same as before: after most edits a page of many blocks has not changed
        its list."""
        shown = {name: getattr(view, name) for name in _SHOWN} | {"stamp": view.revision}
        for name, value in shown.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
