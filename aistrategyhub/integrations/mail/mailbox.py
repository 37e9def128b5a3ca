"""The local mailbox: a folder that stands in for a mail server. Each mail is a file that any mail program opens."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from tempfile import NamedTemporaryFile

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.integrations.mail.gateway import Attachment, DeliveryReceipt, MailUnavailable, OutgoingMail
from aistrategyhub.integrations.mail.message import compose, is_key


class MailNotFound(DomainError):
    """The mailbox holds no mail under this identifier."""

    code = "MAIL_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Nella casella locale non c'è nessuna e-mail con questo identificativo.")


@dataclass(frozen=True)
class StoredMail:
    """A mail as it would have arrived. `raw` is the whole message, `date` None when a stranger's file has none."""

    id: str
    sender: str
    to: str
    subject: str
    date: datetime | None
    headers: tuple[tuple[str, str], ...]
    html: str
    text: str
    attachments: tuple[Attachment, ...]
    raw: bytes


class Mailbox:
    """Keeps each mail as `<key>.eml` in one folder; the same key replaces its file, whole or not at all."""

    is_stand_in = True
    limits = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def prepare(self, mail: OutgoingMail) -> None:
        return None

    async def send(self, mail: OutgoingMail, draft: str | None = None) -> DeliveryReceipt:
        message = compose(mail)
        try:
            await asyncio.to_thread(self._write, mail.key, message.as_bytes())
        except OSError as error:
            raise MailUnavailable(f"{type(error).__name__}: {error}") from error
        return DeliveryReceipt(provider_message_id=message["Message-ID"])

    async def ping(self) -> None:
        try:
            await asyncio.to_thread(self._make_folder)
        except OSError as error:
            raise MailUnavailable(f"{type(error).__name__}: {error}") from error

    def count(self) -> int:
        """How many mails the folder holds."""
        return sum(1 for _file in self._files())

    def newest(self, limit: int | None = None) -> list[StoredMail]:
        """The mails, the last one written first."""
        newest_first = sorted(self._files(), key=_written, reverse=True)[:limit]
        mails = []
        for file in newest_first:
            with suppress(FileNotFoundError):
                mails.append(_parse(file.stem, file.read_bytes()))
        return mails

    def read(self, key: str) -> StoredMail:
        """The mail sent under this key. Raises MailNotFound."""
        if not is_key(key):
            raise MailNotFound
        try:
            return _parse(key, (self.folder / f"{key}.eml").read_bytes())
        except FileNotFoundError as error:
            raise MailNotFound from error

    def _files(self) -> Iterator[Path]:
        return (file for file in self.folder.glob("*.eml") if is_key(file.stem))

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _write(self, key: str, content: bytes) -> None:
        self._make_folder()
        with NamedTemporaryFile(dir=self.folder, prefix=".", suffix=".part", delete=False) as beside:
            try:
                beside.write(content)
                beside.flush()
                os.fsync(beside.fileno())
                Path(beside.name).replace(self.folder / f"{key}.eml")
            except BaseException:
                Path(beside.name).unlink(missing_ok=True)
                raise
        _sync_folder(self.folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(file: Path) -> tuple[int, str]:
    try:
        return file.stat().st_mtime_ns, file.name
    except FileNotFoundError:
        return 0, file.name


def _parse(key: str, raw: bytes) -> StoredMail:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    date = message["Date"]
    return StoredMail(
        id=key,
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        date=date.datetime if date else None,
        headers=tuple((name, str(value)) for name, value in message.items()),
        html=_body(message, "html"),
        text=_body(message, "plain"),
        attachments=tuple(_attachment(part) for part in message.iter_attachments()),
        raw=raw,
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if part else ""


def _attachment(part: EmailMessage) -> Attachment:
    return Attachment(
        filename=part.get_filename() or "allegato",
        content_type=part.get_content_type(),
        content=part.get_payload(decode=True) or b"",
    )
