"""The HTTP side: sign-in, Graph's mail calls, and the switches of a test.

Run by granian: `TLS` and the account are read from the environment by `process.py`.
"""

import asyncio
import json
import os
import re
import secrets
import time
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography import x509
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from tests.harness.microsoft.mailbox import Fault, Item, Mailbox, Throttled

ACCOUNT = json.loads(os.environ["LOCAL_MICROSOFT"])
ORIGIN = f"https://localhost:{ACCOUNT['port']}"
_REFUSED_DOMAIN = "@refused.test"
_LARGEST_CALL = 4_000_000
_SMALLEST_SESSION = 3 * 1024 * 1024
_HANG_SECONDS = 5
_STATUS = {
    "throttle": (429, "ApplicationThrottled"),
    "unavailable": (503, "ServiceUnavailable"),
    "broken": (500, "InternalServerError"),
    "too_large": (413, "ErrorMessageSizeExceeded"),
    "denied": (403, "ErrorAccessDenied"),
}

box = Mailbox()
uploads: dict[str, tuple[Item, dict[str, Any], bytearray]] = {}
app = FastAPI()


def graph_error(status: int, code: str, retry_after: int | None = None) -> JSONResponse:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return JSONResponse({"error": {"code": code, "message": "Said at length."}}, status, headers)


class Answered(Exception):
    """The call is answered already."""

    def __init__(self, response: Response) -> None:
        self.response = response


@app.exception_handler(Answered)
async def _answered(request: Request, answered: Answered) -> Response:
    return answered.response


@app.exception_handler(Throttled)
async def _throttled(request: Request, throttled: Throttled) -> Response:
    return graph_error(429, "ApplicationThrottled", throttled.retry_after)


async def _cut() -> AsyncIterator[bytes]:
    yield b"{"
    raise ConnectionResetError


def _go_wrong(fault: Fault | None) -> None:
    """Answers as the fault says, before anything is done."""
    if fault is None or fault.kind.startswith("accepted_then"):
        return
    if fault.kind == "malformed":
        raise Answered(Response("<html>Service page</html>", 200, media_type="application/json"))
    if fault.kind == "unauthorized":
        box.tokens.clear()
        raise Answered(graph_error(401, "InvalidAuthenticationToken"))
    raise Answered(graph_error(*_STATUS[fault.kind], fault.retry_after))


async def _after(fault: Fault | None, response: Response) -> Response:
    """What the caller sees of a call that was done."""
    if fault and fault.kind == "accepted_then_timeout":
        await asyncio.sleep(_HANG_SECONDS)
    if fault and fault.kind == "accepted_then_cut":
        return StreamingResponse(_cut(), headers={"Content-Length": "100"})
    return response


@app.get("/{tenant}/v2.0/.well-known/openid-configuration")
async def discovery(tenant: str) -> dict[str, str]:
    return {
        "issuer": f"{ORIGIN}/{tenant}/v2.0",
        "authorization_endpoint": f"{ORIGIN}/{tenant}/oauth2/v2.0/authorize",
        "token_endpoint": f"{ORIGIN}/{tenant}/oauth2/v2.0/token",
    }


@app.post("/{tenant}/oauth2/v2.0/token")
async def token(tenant: str, request: Request) -> Response:
    fault = box.fault("token")
    _go_wrong(fault)
    form = await request.form()
    if tenant != ACCOUNT["tenant_id"] or form["client_id"] != ACCOUNT["client_id"]:
        return _no_token("unauthorized_client", "AADSTS700016: the application was not found")
    if form["grant_type"] != "client_credentials" or form["scope"] != f"{ORIGIN}/.default":
        return _no_token("invalid_scope", "AADSTS70011: the scope is not valid")
    if not _proves(form, tenant):
        return _no_token("invalid_client", "AADSTS7000215: Invalid client secret provided. Trace ID: 1-2-3")
    made = secrets.token_urlsafe(40)
    box.tokens[made] = time.monotonic() + box.token_seconds
    box.tokens_issued += 1
    granted = {"token_type": "Bearer", "expires_in": box.token_seconds, "access_token": made}
    return await _after(fault, JSONResponse(granted))


def _no_token(error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, 401)


def _proves(form: Any, tenant: str) -> bool:
    assertion = form.get("client_assertion")
    if not assertion:
        return secrets.compare_digest(str(form.get("client_secret", "")), ACCOUNT["secret"])
    certificate = x509.load_pem_x509_certificate(ACCOUNT["certificate"].encode())
    try:
        jwt.decode(
            assertion,
            certificate.public_key(),
            algorithms=["PS256", "RS256"],
            audience=f"{ORIGIN}/{tenant}/oauth2/v2.0/token",
            issuer=ACCOUNT["client_id"],
        )
    except jwt.PyJWTError:
        return False
    return True


@contextmanager
def _call(request: Request, sender: str) -> Any:
    """A call that is let in: with a living token, to the mailbox the application may use, one of four at most."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if box.tokens.get(bearer, 0) <= time.monotonic():
        raise Answered(graph_error(401, "InvalidAuthenticationToken"))
    if sender != ACCOUNT["sender"]:
        raise Answered(graph_error(404, "ErrorInvalidUser"))
    if request.headers.get("Prefer") != 'IdType="ImmutableId"':
        raise Answered(graph_error(400, "OnlyImmutableIdsHere"))
    box.enter()
    try:
        box.look()
        yield
    finally:
        box.leave()


def _item(message_id: str) -> Item:
    if message_id not in box.items:
        raise Answered(graph_error(404, "ErrorItemNotFound"))
    return box.items[message_id]


def _told(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "isDraft": item.folder == "drafts",
        "internetMessageId": str(item.message["Message-ID"] or ""),
        "receivedDateTime": item.received_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


MAILBOX = "/v1.0/users/{sender}"


@app.get(MAILBOX + "/mailFolders/drafts")
async def drafts(sender: str, request: Request) -> dict[str, str]:
    with _call(request, sender):
        return {"id": "drafts"}


@app.post(MAILBOX + "/messages", status_code=201)
async def create(sender: str, request: Request) -> Response:
    fault = box.fault("draft")
    with _call(request, sender):
        _go_wrong(fault)
        body = await request.body()
        if len(body) > _LARGEST_CALL:
            raise Answered(graph_error(413, "RequestEntityTooLarge"))
        if request.headers.get("Content-Type") != "text/plain":
            raise Answered(graph_error(415, "OnlyMimeHere"))
        item = box.draft(b64decode(body, validate=True))
        if item.message["From"].addresses[0].addr_spec != sender:
            raise Answered(graph_error(403, "ErrorSendAsDenied"))
        return await _after(fault, JSONResponse(_told(item), 201))


@app.get(MAILBOX + "/messages")
async def find(sender: str, request: Request) -> dict[str, Any]:
    with _call(request, sender):
        wanted = request.query_params.get("$filter", "")
        if exact := re.fullmatch(r"internetMessageId eq '(<[^']+>)'", wanted):
            _go_wrong(box.fault("look"))
            found = [item for item in box.items.values() if item.message["Message-ID"] == exact[1]]
            return {"value": [_told(item) for item in found]}
        if since := re.match(r"receivedDateTime ge (\S+) and single.*'String 0x001A'.*'(REPORT\.[\w.]+)'", wanted):
            _go_wrong(box.fault("reports"))
            return _reports(request, datetime.fromisoformat(since[1]), since[2])
        raise Answered(graph_error(400, "ErrorInvalidUrlQueryFilter"))


def _reports(request: Request, since: datetime, message_class: str) -> dict[str, Any]:
    fitting = (item for item in box.items.values() if item.message_class == message_class)
    # Seconds, as in the query.
    found = sorted(
        (item for item in fitting if item.received_at.replace(microsecond=0) >= since),
        key=lambda item: item.received_at,
    )
    size, first = 2, int(request.query_params.get("$skip", 0))
    page = {"value": [_told(item) for item in found[first : first + size]]}
    if len(found) > first + size:
        page["@odata.nextLink"] = str(request.url.include_query_params(**{"$skip": first + size}))
    return page


@app.get(MAILBOX + "/messages/{message_id:path}/$value")
async def value(sender: str, message_id: str, request: Request) -> Response:
    with _call(request, sender):
        return Response(_item(message_id).raw, media_type="text/plain")


@app.post(MAILBOX + "/messages/{message_id:path}/send")
async def send(sender: str, message_id: str, request: Request) -> Response:
    fault = box.fault("send")
    with _call(request, sender):
        _go_wrong(fault)
        item = _item(message_id)
        if item.folder != "drafts":
            raise Answered(graph_error(404, "ErrorItemNotFound"))
        if item.message["To"].addresses[0].addr_spec.endswith(_REFUSED_DOMAIN):
            raise Answered(graph_error(400, "ErrorInvalidRecipients"))
        box.send(item)
        await asyncio.sleep(box.send_seconds)
        return await _after(fault, Response(status_code=202))


@app.post(MAILBOX + "/messages/{message_id:path}/attachments/createUploadSession", status_code=201)
async def open_upload(sender: str, message_id: str, request: Request) -> dict[str, str]:
    with _call(request, sender):
        described = (await request.json())["AttachmentItem"]
        if described["size"] < _SMALLEST_SESSION:
            raise Answered(graph_error(400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize"))
        name = secrets.token_urlsafe(16)
        uploads[name] = (_item(message_id), described, bytearray())
        return {"uploadUrl": f"{ORIGIN}/uploads/{name}"}


@app.put("/uploads/{name}")
async def upload(name: str, request: Request) -> Response:
    piece = await request.body()
    _go_wrong(box.fault("upload"))
    if "Authorization" in request.headers:
        raise Answered(graph_error(400, "TokenWhereNoneBelongs"))
    item, described, arrived = uploads[name]
    first, last, size = map(
        int, re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", request.headers["Content-Range"] or "").groups()
    )
    wrong = first != len(arrived) or last != first + len(piece) - 1 or size != described["size"]
    if wrong or len(piece) > _LARGEST_CALL:
        raise Answered(graph_error(416, "InvalidRange"))
    arrived += piece
    if len(arrived) < size:
        return JSONResponse({"nextExpectedRanges": [str(len(arrived))]})
    item.attachments.append((described["name"], described["contentType"], bytes(arrived)))
    return Response(status_code=201)


@app.post(MAILBOX + "/messages/{message_id:path}/attachments", status_code=201)
async def attach(sender: str, message_id: str, request: Request) -> dict[str, str]:
    with _call(request, sender):
        described = await request.json()
        content = b64decode(described["contentBytes"], validate=True)
        if len(content) >= _SMALLEST_SESSION or described["@odata.type"] != "#microsoft.graph.fileAttachment":
            raise Answered(graph_error(400, "ErrorInvalidAttachment"))
        _item(message_id).attachments.append((described["name"], described["contentType"], content))
        return {"id": "attached"}


@app.get(MAILBOX + "/messages/{message_id:path}")
async def look(sender: str, message_id: str, request: Request) -> dict[str, Any]:
    with _call(request, sender):
        _go_wrong(box.fault("look"))
        return _told(_item(message_id))


@app.delete(MAILBOX + "/messages/{message_id:path}", status_code=204)
async def delete(sender: str, message_id: str, request: Request) -> Response:
    with _call(request, sender):
        del box.items[_item(message_id).id]
        return Response(status_code=204)


@app.middleware("http")
async def only_the_test_turns_switches(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    if request.url.path.startswith("/_control") and request.headers.get("X-Control") != ACCOUNT["control"]:
        return Response(status_code=404)
    return await call_next(request)


@app.get("/_control/state")
async def state() -> dict[str, Any]:
    return {
        "sent": [raw.decode("latin-1") for raw in box.sent_log],
        "drafts": sum(item.folder == "drafts" for item in box.items.values()),
        "throttled": box.throttled,
        "most_parallel": box.most_parallel,
        "tokens_issued": box.tokens_issued,
    }


@app.post("/_control/set")
async def turn(values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in {"per_minute", "lag", "send_seconds", "changes_ids", "token_seconds"}:
            raise HTTPException(400, name)
        setattr(box, name, value)


@app.post("/_control/fault")
async def plan(fault: dict[str, Any]) -> None:
    box.faults.append(Fault(**fault))


@app.post("/_control/report")
async def report(values: dict[str, str]) -> None:
    at = values.get("received_at")
    box.receive_report(values["raw"].encode("latin-1"), datetime.fromisoformat(at) if at else None)


@app.post("/_control/forget")
async def forget() -> None:
    """Empties the mailbox, as a person who cleans up."""
    box.items.clear()


@app.post("/_control/reset")
async def reset() -> None:
    box.__dict__.update(Mailbox().__dict__)
    uploads.clear()
