"""A small IMAP server on loopback with one inbox: just what reading it takes (RFC 3501), and nothing that writes."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes


@dataclass
class Inbox:
    """The mails by their numbers, which begin at 1, and how the server behaves."""

    mails: list[bytes] = field(default_factory=list)
    epoch: int = 1
    password: str = "segreto"
    port: int = 0
    logins: int = 0


@asynccontextmanager
async def imap_server(inbox: Inbox) -> AsyncIterator[Inbox]:
    """The server, at `inbox.port`, while the block lasts."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _converse(inbox, reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    inbox.port = server.sockets[0].getsockname()[1]
    async with server:
        yield inbox


async def _converse(inbox: Inbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"* OK ready\r\n")
    while line := await reader.readline():
        tag, _, command = line.decode().strip().partition(" ")
        for part in _answer(inbox, command):
            writer.write(part)
        is_refused = command.startswith("LOGIN") and inbox.password not in command
        writer.write(f"{tag} {'NO refused' if is_refused else 'OK done'}\r\n".encode())
        await writer.drain()
        if command.startswith("LOGOUT"):
            return


def _answer(inbox: Inbox, command: str) -> list[bytes]:
    if command.startswith("CAPABILITY"):
        return [b"* CAPABILITY IMAP4rev1\r\n"]
    if command.startswith("LOGIN"):
        inbox.logins += 1
        return []
    if command.startswith(("EXAMINE", "SELECT")):
        return [f"* {len(inbox.mails)} EXISTS\r\n* OK [UIDVALIDITY {inbox.epoch}] epoch\r\n".encode()]
    if command.startswith("UID SEARCH"):
        found = " ".join(str(uid) for uid in _search(inbox, command))
        return [f"* SEARCH {found}\r\n".encode()]
    if command.startswith("UID FETCH"):
        return _fetch(inbox, command)
    return []


def _search(inbox: Inbox, command: str) -> list[int]:
    if span := re.search(r"UID (\d+):\*$", command):
        # RFC 3501, 6.4.8: `n:*` always holds the last mail, also when n is beyond it.
        return [uid for uid in range(1, len(inbox.mails) + 1) if uid >= int(span[1]) or uid == len(inbox.mails)]
    wanted = re.findall(r'HEADER (\S+) "?([^" ]+)"?', command)
    return [
        uid
        for uid, raw in enumerate(inbox.mails, start=1)
        if all(value.lower() in str(message_from_bytes(raw).get(name, "")).lower() for name, value in wanted)
    ]


def _fetch(inbox: Inbox, command: str) -> list[bytes]:
    match = re.match(r"UID FETCH (\d+) ", command)
    assert match
    uid = int(match[1])
    raw = inbox.mails[uid - 1]
    if "RFC822.SIZE" in command:
        return [f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})\r\n".encode()]
    return [f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode(), raw, b")\r\n"]
