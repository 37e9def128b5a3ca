"""What a person sees in place of a refusal that was written for programs: a page with the sentence and a way on.

It stands alone, without a script or a file beside it, because it is shown when those may not be there.
"""

import json
from html import escape

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aistrategyhub.core.text import DEFAULT_LOCALE, _, current_locale, mark, speaking
from aistrategyhub.infra.http.acting import preferred_locale
from aistrategyhub.infra.http.plain_pages import plain_page
from aistrategyhub.infra.http.request_context import current_request_id

_FAULT = mark(
    "Qualcosa non ha funzionato da parte nostra. Riprova tra poco: nulla di ciò che hai inviato è andato perso."
)
_REFUSED = mark("La richiesta non può essere eseguita.")
_HEALTH = ("/health", "/api/v1/health")
_LONGEST_ANSWER = 100_000


class RefusalPages:
    """Rewrites refusals of what a browser was opening as a page; programs get them untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_navigation(scope):
            await self.app(scope, receive, send)
            return
        refused: Message | None = None
        body = bytearray()

        async def send_readable(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and _is_for_programs(message):
                refused = message
            elif refused is None:
                await send(message)
            elif len(body) < _LONGEST_ANSWER:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    with speaking(preferred_locale(HTTPConnection(scope))):
                        await _page(refused, bytes(body))(scope, receive, send)

        await self.app(scope, receive, send_readable)


def _is_navigation(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_HEALTH):
        return False
    headers = Headers(scope=scope)
    return headers.get("sec-fetch-mode", "navigate") == "navigate" and "text/html" in headers.get("accept", "")


def _is_for_programs(start: Message) -> bool:
    kind = Headers(raw=start.get("headers", [])).get("content-type", "")
    return start["status"] >= 400 and not kind.startswith("text/html")


def _page(start: Message, body: bytes) -> Response:
    status = start["status"]
    wait = Headers(raw=start.get("headers", [])).get("retry-after")
    headers = {"Retry-After": wait} if wait else {}
    title = _("Il servizio ha un problema") if status >= 500 else _("Così non si può andare avanti")
    return plain_page(title, _content(status, title, _sentence(status, body)), status=status, headers=headers)


def _sentence(status: int, body: bytes) -> str:
    try:
        return str(json.loads(body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return _(_FAULT if status >= 500 else _REFUSED)


def _content(status: int, title: str, sentence: str) -> str:
    locale = current_locale()
    home = "/" if locale == DEFAULT_LOCALE else f"/{locale}"
    quoted = _("Se scrivi all'assistenza, cita il codice {number}.", number=current_request_id() or status)
    way_out = _("Pagina iniziale")
    return (
        f"<small>{status}</small><h1>{escape(title)}</h1><p>{escape(sentence)}</p>"
        f'<p><a href="{home}">{escape(way_out)}</a></p><small>{escape(quoted)}</small>'
    )
