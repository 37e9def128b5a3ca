"""The editor of a page, the page beside it, and the preview for those who have no account."""

import reflex as rx

from aistrategyhub.core.feature import Page, Shell
from aistrategyhub.core.text import mark
from aistrategyhub.features.cms.components.editor import preview
from aistrategyhub.features.cms.components.editor.going_live import live_line, publish_button, publish_refusal
from aistrategyhub.features.cms.components.editor.page import editor, missing_page
from aistrategyhub.features.cms.components.editor.routes import PAGES_ROUTE, PREVIEW_ROUTE
from aistrategyhub.features.cms.state.editor import EditorState
from aistrategyhub.features.cms.state.going_live import GoingLiveState
from aistrategyhub.features.cms.state.previews import PreviewLinksState
from aistrategyhub.features.cms.state.settings import PageSettingsState
from aistrategyhub.features.cms.state.shown_preview import DraftViewState, PreviewState
from aistrategyhub.features.cms.state.versions import VersionsState
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.ui.parts.figures import loaded


def editor_page() -> rx.Component:
    return loaded(EditorState.is_loaded, lambda: rx.cond(EditorState.is_missing, missing_page(), _editor()), lines=12)


def _editor() -> rx.Component:
    return rx.el.div(
        publish_refusal(),
        live_line(),
        editor(publish_button()),
        class_name="grid gap-3",
    )


def draft_page() -> rx.Component:
    return preview.draft_view()


def preview_page() -> rx.Component:
    return loaded(
        PreviewState.is_loaded,
        lambda: rx.cond(PreviewState.is_gone, preview.gone_preview(), preview.shared_preview()),
        lines=12,
    )


PAGES = (
    Page(
        route=f"{PAGES_ROUTE}/[page_id]",
        title=mark("Pagina"),
        content=editor_page,
        shell=Shell.ADMIN,
        permission=PublishingPermission.READ,
        on_load=[
            EditorState.load,
            PageSettingsState.load,
            GoingLiveState.look,
            PreviewLinksState.load,
            VersionsState.load,
        ],
    ),
    Page(
        route=f"{PAGES_ROUTE}/[page_id]/vista",
        title=mark("Anteprima"),
        content=draft_page,
        shell=Shell.BARE,
        permission=PublishingPermission.READ,
        on_load=[DraftViewState.load],
    ),
    Page(
        route=f"{PREVIEW_ROUTE}/[preview_token]",
        title=mark("Anteprima"),
        content=preview_page,
        shell=Shell.BARE,
        on_load=[PreviewState.load],
    ),
)
