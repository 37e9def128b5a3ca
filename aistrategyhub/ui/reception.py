"""What comes in on the socket, before Reflex makes an event of it: a tab that belongs to its session, and plain data.

Reflex fails on most malformed events only after it has read a state or written the whole event to the log.
"""

import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import uuid4

import reflex as rx
import structlog
from reflex.app import EventNamespace
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY
from socketio.exceptions import ConnectionRefusedError

from aistrategyhub.core.arguments import MOST_KEYS, is_bounded
from aistrategyhub.infra.http.acting import session_cookie
from aistrategyhub.infra.http.tab_owners import TabOwners
from aistrategyhub.ui.census import FRAMEWORK_HANDLERS, mark_of

log = structlog.get_logger(__name__)

_TOKEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VERSION = re.compile(r"[0-9a-z.]{1,20}")
_ADDRESSES = ("pathname", "asPath")
_PAGE_KEYS = (*_ADDRESSES, "query")
# What browsers and web servers take; a page whose address is refused would never show anything.
_LONGEST_ADDRESS = 8_000
_MOST_PARTS = 50
# The page, its parameters, the parts of one.
_DEEPEST_PAGE = 3
_MOST_ARGUMENTS = 20

# They repeat what they were sent, or have a line for each browser that goes away: neither belongs in a log.
_REPEATERS = {
    "engineio.server": logging.CRITICAL,
    "socketio.server": logging.CRITICAL,
    "reflex_base.event.processor.base_state_processor": logging.ERROR,
    "_granian.asgi.io": logging.WARNING,
}
# They name the tab that a line is about, by its token.
_NAMERS = (
    "reflex.app",
    "reflex.istate.manager.redis",
    "reflex.utils.token_manager",
    "reflex_base.event.processor.event_processor",
)


class Reception(EventNamespace):
    """Reflex's end of the socket, which passes on only what a page of ours would send."""

    def __init__(self, namespace: str, app: rx.App, owners: TabOwners) -> None:
        super().__init__(namespace, app)
        self._owners = owners

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Links the tab's token to the socket, or a new one when the token is of another session."""
        token = tab_token(environ)
        if token is None:
            log.warning("connection refused", reason="no tab token")
            raise ConnectionRefusedError
        headers = self._build_static_router_data(sid, environ)["headers"]
        if not await self._owners.owns(token, headers.get("host", ""), session_cookie(headers)):
            log.warning("tab token of another session")
            token = str(uuid4())
            await self.emit("new_token", token, to=sid)
        await super().on_connect(sid, _linking(environ, token), auth)

    async def on_event(self, sid: str, data: Any) -> None:
        """Passes the event on when it has the shape of one of ours."""
        event = shaped_event(data)
        if event is None or sid not in self.sid_to_token:
            log.warning("event refused", handler="unknown", reason="malformed")
            return
        await super().on_event(sid, event)


def receive_events(app: rx.App, owners: TabOwners) -> None:
    """Puts the reception in the place of Reflex's own end of the socket."""
    for name, level in _REPEATERS.items():
        logging.getLogger(name).setLevel(level)
    for name in _NAMERS:
        logging.getLogger(name).addFilter(_without_tokens)
    reception = Reception(app.event_namespace.namespace, app, owners)
    app._event_namespace = reception
    app.sio.register_namespace(reception)


def tab_token(environ: Mapping[str, Any]) -> str | None:
    """The token in the address of the socket. It becomes part of keys in Redis, so it must look like one."""
    token = parse_qs(environ.get("QUERY_STRING", "")).get("token", [""])[0]
    return token if _TOKEN.fullmatch(token) else None


def shaped_event(data: Any) -> dict[str, Any] | None:
    """Handler, arguments and page of an event, and nothing else that came with them; None when it is none of ours."""
    if not isinstance(data, dict):
        return None
    name, payload, page = data.get("name"), data.get("payload", {}), _without_nul(data.get("router_data", {}))
    if not isinstance(name, str) or mark_of(name) is None:
        return None
    if not _is_payload(payload) or not _is_page(page):
        return None
    if name in FRAMEWORK_HANDLERS and not FRAMEWORK_HANDLERS[name](payload):
        return None
    return {"name": name, "payload": payload, "router_data": {key: page[key] for key in _PAGE_KEYS if key in page}}


def _without_nul(page: Any, depth: int = 0) -> Any:
    """Anybody can write an address with a NUL, and PostgreSQL takes none: in its place stands the sign for what cannot
    be read, so that the page is shown all the same."""
    if depth < _DEEPEST_PAGE and isinstance(page, dict):
        return {key: _without_nul(value, depth + 1) for key, value in page.items()}
    if depth < _DEEPEST_PAGE and isinstance(page, list):
        return [_without_nul(part, depth + 1) for part in page]
    return page.replace("\x00", "\ufffd").replace("%00", "%EF%BF%BD") if isinstance(page, str) else page


def _is_payload(payload: Any) -> bool:
    return (
        isinstance(payload, dict)
        and len(payload) <= _MOST_ARGUMENTS
        and all(isinstance(name, str) and _is_argument(value) for name, value in payload.items())
    )


def _is_argument(value: Any) -> bool:
    if isinstance(value, dict) and FORM_DATA_ENTRIES_KEY in value:
        entries = value[FORM_DATA_ENTRIES_KEY]
        if not isinstance(entries, list) or not all(_is_form_entry(entry) for entry in entries):
            return False
    return is_bounded(value)


def _is_form_entry(entry: Any) -> bool:
    return isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str)


def _is_page(page: Any) -> bool:
    """Where the browser says it is: two addresses of this site, and the parameters in them."""
    if not isinstance(page, dict):
        return False
    query = page.get("query", {})
    return (
        isinstance(query, dict)
        and len(query) <= MOST_KEYS
        and all(_is_text(name) and _is_parameter(value) for name, value in query.items())
        and all(_is_text(page.get(key, "/")) and page.get(key, "/").startswith("/") for key in _ADDRESSES)
    )


def _is_parameter(value: Any) -> bool:
    """One part of an address, or all that is left of one, which a page for any address receives as a list."""
    parts = value if isinstance(value, list) else [value]
    return len(parts) <= _MOST_PARTS and all(_is_text(part) for part in parts)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_ADDRESS and is_bounded(value)


def _without_tokens(record: logging.LogRecord) -> bool:
    record.msg = _TOKEN.sub("***", str(record.msg))
    return True


def _linking(environ: dict[str, Any], token: str) -> dict[str, Any]:
    """The same handshake with this token, and without a version that is none: Reflex writes it to the log."""
    version = environ.get("HTTP_SEC_WEBSOCKET_PROTOCOL", "")
    return {
        **environ,
        "QUERY_STRING": urlencode({"token": token}),
        "HTTP_SEC_WEBSOCKET_PROTOCOL": version if _VERSION.fullmatch(version) else "",
    }
