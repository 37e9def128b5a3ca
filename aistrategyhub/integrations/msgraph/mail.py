"""Mail through Microsoft Graph: a draft first, its sending second, so that no mail leaves twice.

The draft is created from the same MIME message that the other carriers send, so its text part, its headers and its
Message-ID are ours. Sending moves it to Sent Items: whether it left can be asked at any time, by the draft's own
(immutable) id and by its Message-ID.
"""

from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from typing import Any
from urllib.parse import quote

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.mail.gateway import (
    Attachment,
    DeliveryReceipt,
    MailRefused,
    MailUnavailable,
    OutgoingMail,
    SenderLimits,
)
from aistrategyhub.integrations.mail.message import check_headers, compose, message_id, sender_address
from aistrategyhub.integrations.msgraph.account import GraphAccount
from aistrategyhub.integrations.msgraph.calls import Graph, NotThere, graph
from aistrategyhub.integrations.msgraph.reports import ReceivedReport, reports_since
from aistrategyhub.integrations.msgraph.token import TokenSource

# A call may carry 4 MB; the message travels in base64.
_MESSAGE_BYTES = 2_900_000
# Attachments up to 3 MB are posted, larger ones go in pieces whose size is a multiple of 320 KiB.
_SESSION_FROM = 3 * 1024 * 1024
_PIECE_BYTES = 10 * 320 * 1024
# Exchange Online's limits of a mailbox, beside MS_GRAPH_PER_MINUTE.
_PARALLEL = 4
_RECIPIENTS_PER_DAY = 10_000
_REPORTS_SECONDS = 240
_SELECT = "$select=id,isDraft,internetMessageId"


@dataclass(frozen=True)
class Copy:
    """A message in the sender's mailbox; `is_draft` until it is sent."""

    id: str
    is_draft: bool
    message_id: str

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Copy":
        """Raises MailUnavailable when Graph told something else."""
        found = (told.get("id"), told.get("isDraft"), told.get("internetMessageId") or "")
        if not (isinstance(found[0], str) and found[0] and isinstance(found[1], bool) and isinstance(found[2], str)):
            raise MailUnavailable("Graph: a message without id or state")
        return cls(*found)


class GraphMail:
    """The sender's mailbox. One object per process: it keeps the token."""

    is_stand_in = False

    def __init__(self, account: GraphAccount) -> None:
        self._account = account
        self._tokens = TokenSource(account)
        self.limits = SenderLimits(account.sender, account.per_minute, _PARALLEL, _RECIPIENTS_PER_DAY)

    @classmethod
    def from_settings(cls, settings: Settings) -> "GraphMail":
        """The mailbox that MS_GRAPH_* name. Raises MailNotConfigured."""
        return cls(GraphAccount.from_settings(settings))

    async def prepare(self, mail: OutgoingMail) -> str:
        mail = self._from_mailbox(mail)
        content = compose(mail).as_bytes()
        apart = mail.attachments if len(content) > _MESSAGE_BYTES else ()
        if apart:
            content = compose(replace(mail, attachments=())).as_bytes()
        async with graph(self._account, self._tokens) as calls:
            found = await _find(calls, message_id(mail))
            if found and not (found.is_draft and apart):
                return found.id
            if found:
                # Its files may have been cut off half way.
                await calls.ask("DELETE", _path(found.id))
            return await _lay_ready(calls, content, apart)

    async def send(self, mail: OutgoingMail, draft: str | None = None) -> DeliveryReceipt:
        draft = draft or await self.prepare(mail)
        expected = message_id(self._from_mailbox(mail))
        async with graph(self._account, self._tokens) as calls:
            copy = await _look_at(calls, draft, expected)
            if copy.is_draft:
                await calls.ask("POST", f"{_path(copy.id)}/send")
        return DeliveryReceipt(provider_message_id=copy.message_id or expected)

    async def ping(self) -> None:
        async with graph(self._account, self._tokens) as calls:
            await calls.ask("GET", "/mailFolders/drafts?$select=id")

    async def reports(self, since: datetime) -> list[ReceivedReport]:
        """The delivery reports that came into the mailbox from `since` on, the oldest first."""
        async with graph(self._account, self._tokens, _REPORTS_SECONDS) as calls:
            return await reports_since(calls, since)

    def _from_mailbox(self, mail: OutgoingMail) -> OutgoingMail:
        """The same mail from the mailbox's own address: Exchange refuses any other."""
        check_headers(mail)
        name = sender_address(mail.sender).display_name
        return replace(mail, sender=str(Address(name, addr_spec=self._account.sender)))


async def _look_at(calls: Graph, draft: str, expected: str) -> Copy:
    """The draft, or what became of it. Raises MailRefused when neither it nor a sent copy is there any more."""
    try:
        return Copy.of(await calls.ask("GET", f"{_path(draft)}?{_SELECT}"))
    except NotThere:
        found = await _find(calls, expected)
        if found is None or found.is_draft:
            raise MailRefused(
                "the draft is no longer in the mailbox, so whether the mail left cannot be known: look in Sent Items"
            ) from None
        return found


async def _find(calls: Graph, expected: str) -> Copy | None:
    """The message with this Message-ID in any folder, a sent one before a draft."""
    query = quote(f"internetMessageId eq '{expected}'")
    told = await calls.ask("GET", f"/messages?$filter={query}&{_SELECT}&$top=10")
    copies = [Copy.of(each) for each in _list(told)]
    return min(copies, key=lambda copy: copy.is_draft, default=None)


async def _lay_ready(calls: Graph, content: bytes, apart: tuple[Attachment, ...]) -> str:
    made = await calls.ask("POST", "/messages", content=b64encode(content), headers={"Content-Type": "text/plain"})
    draft = Copy.of(made)
    for attachment in apart:
        await _attach(calls, draft.id, attachment)
    return draft.id


async def _attach(calls: Graph, draft: str, attachment: Attachment) -> None:
    place, size = f"{_path(draft)}/attachments", len(attachment.content)
    if size < _SESSION_FROM:
        kind = {"@odata.type": "#microsoft.graph.fileAttachment", "contentType": attachment.content_type}
        content = b64encode(attachment.content).decode()
        await calls.ask("POST", place, json=kind | {"name": attachment.filename, "contentBytes": content})
        return
    item = {
        "attachmentType": "file",
        "name": attachment.filename,
        "size": size,
        "contentType": attachment.content_type,
    }
    opened = await calls.ask("POST", f"{place}/createUploadSession", json={"AttachmentItem": item})
    url = opened.get("uploadUrl")
    if not isinstance(url, str):
        raise MailUnavailable("Graph: an upload session without address")
    for first in range(0, size, _PIECE_BYTES):
        await calls.put_piece(url, attachment.content[first : first + _PIECE_BYTES], first, size)


def _list(told: dict[str, Any]) -> list[dict[str, Any]]:
    found = told.get("value")
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise MailUnavailable("Graph: a list was expected")
    return found


def _path(message: str) -> str:
    return f"/messages/{quote(message, safe='')}"
