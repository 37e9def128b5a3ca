"""The scripts of the widget, for the pages of any site: they hold nothing of anybody."""

from html import escape
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response

from aistrategyhub.core.access import public
from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.models import WidgetColour, WidgetSide, WidgetTheme
from aistrategyhub.features.assistant.rules.addresses import LOADER_PATH, PANELS_PATH, WIDGET_PREVIEW
from aistrategyhub.features.assistant.widget.files import Script, loader, panel_like
from aistrategyhub.infra.http.plain_pages import plain_page
from aistrategyhub.prerender.negotiation import IDENTITY, choose_encoding, is_known

router = APIRouter()

_ANYBODY = "a script without anybody's data, for every site"
# An update reaches every site within minutes, and no page waits for it.
_LOADER_CACHE = "public, max-age=300, stale-while-revalidate=86400"
_FOREVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"
_FOR_EVERY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}


@router.get(LOADER_PATH)
@public(_ANYBODY)
async def load_loader(request: Request) -> Response:
    """The script that a site names."""
    return _script(request, loader(), _LOADER_CACHE)


@router.get(WIDGET_PREVIEW)
@public("shows the window as any site may")
async def preview(
    bot: Annotated[str, Query(max_length=24, pattern=r"^[A-Za-z0-9_-]+$")],
    colour: WidgetColour = WidgetColour.GREEN,
    side: WidgetSide = WidgetSide.RIGHT,
    theme: WidgetTheme = WidgetTheme.AUTO,
    lang: Literal["", "it", "en"] = "",
) -> Response:
    """A page with a bot's window open, for our own pages to show in a frame."""
    look = {"colour": colour.value, "side": side.value, "theme": theme.value} | ({"lang": lang} if lang else {})
    told = "".join(f' data-{name}="{value}"' for name, value in look.items())
    title, lead = _("Anteprima"), _("Così l’assistente si presenta in una pagina.")
    content = (
        f"<h1>{escape(title)}</h1><p>{escape(lead)}</p>"
        f'<script src="{LOADER_PATH}" data-bot="{bot}" data-start="open"{told} async></script>'
    )
    allowed = {"script-src": "'self'", "connect-src": "'self'", "frame-ancestors": "'self'"}
    return plain_page(title, content, status=200, headers={"X-Frame-Options": "SAMEORIGIN"}, allowed=allowed)


@router.get(PANELS_PATH + "/{name}")
@public(_ANYBODY)
async def load_panel(request: Request, name: str) -> Response:
    """A panel. Its name tells its text, so that a browser need never ask again."""
    try:
        script, is_same = panel_like(name)
    except KeyError:
        raise HTTPException(404) from None
    return _script(request, script, _FOREVER if is_same else _ASK_FIRST)


def _script(request: Request, script: Script, cache: str) -> Response:
    encoding = choose_encoding(request.headers.get("accept-encoding", ""), script.encoded)
    tag = f'"{script.tag}-{encoding}"'
    headers = {**_FOR_EVERY_SITE, "Cache-Control": cache, "ETag": tag}
    if is_known(tag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    if encoding != IDENTITY:
        headers["Content-Encoding"] = encoding
    body = script.encoded.get(encoding, script.plain)
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)
