"""What happens to bodies that nobody wants: refused when too large, and read before any answer."""

from collections.abc import Iterator

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from aistrategyhub.infra.http import body_limit
from aistrategyhub.infra.http.body_limit import LARGEST_BODY_BYTES, LARGEST_UPLOAD_BYTES, BodyLimit


async def unread(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("no", 401)(scope, receive, send)


class Call:
    """One request of `pieces`, and how much of it was read when the answer began."""

    def __init__(self, *pieces: bytes) -> None:
        self._messages = self._as_messages(pieces)
        self.read = 0
        self.read_before_the_answer: int | None = None
        self.status = 0

    async def make(self, app: BodyLimit, path: str = "/", **headers: str) -> None:
        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        await app({"type": "http", "path": path, "headers": raw}, self._receive, self._send)

    async def _receive(self) -> Message:
        self.read += 1
        return next(self._messages)

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.read_before_the_answer = message["status"], self.read

    @staticmethod
    def _as_messages(pieces: tuple[bytes, ...]) -> Iterator[Message]:
        for number, piece in enumerate(pieces, 1):
            yield {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        raise AssertionError("read on after the end")


@pytest.mark.parametrize("declared", [str(LARGEST_BODY_BYTES + 1), "-1", "many"])
async def test_too_much_is_refused_after_it_was_read(declared: str) -> None:
    call = Call(b"one", b"two", b"three")
    await call.make(BodyLimit(unread), content_length=declared)
    assert (call.status, call.read_before_the_answer) == (413, 3)


async def test_an_early_answer_waits_for_the_rest_of_the_body() -> None:
    call = Call(b"one", b"two")
    await call.make(BodyLimit(unread), transfer_encoding="chunked")
    assert (call.status, call.read_before_the_answer) == (401, 2)


async def test_a_request_without_a_body_is_answered_at_once() -> None:
    call = Call()
    await call.make(BodyLimit(unread))
    assert (call.status, call.read_before_the_answer) == (401, 0)


async def test_nobody_reads_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "_MOST_READ_IN_VAIN_BYTES", 10)
    call = Call(*[b"12345"] * 10)
    await call.make(BodyLimit(unread), transfer_encoding="chunked")
    assert call.read_before_the_answer == 2


@pytest.mark.parametrize(
    ("path", "declared", "status"),
    [
        ("/api/v1/media", LARGEST_BODY_BYTES + 1, 401),
        ("/api/v1/media", LARGEST_UPLOAD_BYTES + 1, 413),
        ("/api/v1/media/1/content", LARGEST_UPLOAD_BYTES, 401),
        ("/api/v1/mediation", LARGEST_BODY_BYTES + 1, 413),
    ],
)
async def test_uploads_may_be_larger(path: str, declared: int, status: int):
    call = Call(b"x")
    await call.make(BodyLimit(unread), path, content_length=str(declared))
    assert call.status == status
