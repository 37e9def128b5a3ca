"""`/dev/mailbox`: the mails of the local mailbox as their readers see them. Works without JavaScript.

A mail is somebody else's HTML: it is shown in a frame with neither scripts nor our origin, under a policy that
loads nothing from anywhere.
"""

import re
from dataclasses import asdict
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from fastapi.concurrency import run_in_threadpool
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aistrategyhub.core import text
from aistrategyhub.core.access import public
from aistrategyhub.core.tokens import DARK, LIGHT
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.mail.choose import local_mailbox
from aistrategyhub.integrations.mail.gateway import MailNotConfigured
from aistrategyhub.integrations.mail.mailbox import Mailbox, MailNotFound, StoredMail

_WHY = "local mailbox, outside production only"
_ROOT = "/dev/mailbox"
_LISTED = 200
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)

# A mail may open its links in a tab of their own, and nothing else.
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    f" frame-ancestors 'self'; sandbox {_SANDBOX}"
)
_FILE_POLICY = "default-src 'none'; sandbox"


class View(StrEnum):
    """The sides from which a mail can be looked at."""

    HTML = "html"
    TEXT = "text"
    HEADERS = "headers"


def _open_mailbox() -> Mailbox:
    try:
        return local_mailbox(get_settings())
    except MailNotConfigured as error:
        raise HTTPException(404) from error


MailboxHere = Annotated[Mailbox, Depends(_open_mailbox)]
Lang = Annotated[str | None, Query(max_length=5)]

mailbox_router = APIRouter(prefix=_ROOT)


@mailbox_router.get("")
@public(_WHY)
async def list_page(mailbox: MailboxHere, lang: Lang = None) -> Response:
    """The mails, the newest first."""
    return await _page(mailbox, "list.html.j2", lang)


@mailbox_router.get("/style.css")
@public(_WHY)
async def style_sheet(mailbox: MailboxHere) -> Response:
    """The look of these pages."""
    sheet = _templates().get_template("mailbox.css.j2").render(light=asdict(LIGHT), dark=asdict(DARK))
    return Response(sheet, media_type="text/css", headers=_headers(_FILE_POLICY))


@mailbox_router.get("/{mail_id}")
@public(_WHY)
async def reader_page(mailbox: MailboxHere, mail_id: str, view: View = View.HTML, lang: Lang = None) -> Response:
    """One mail: how it looks, its text, its headers, its files."""
    mail = await _find(mailbox, mail_id)
    if mail is None:
        return await _page(mailbox, "missing.html.j2", lang, status=404)
    return await _page(mailbox, "reader.html.j2", lang, mail=mail, view=view, views=list(View), sandbox=_SANDBOX)


@mailbox_router.get("/{mail_id}/html")
@public(_WHY)
async def mail_frame(mailbox: MailboxHere, mail_id: str) -> Response:
    """The mail's own HTML, for the frame of the reader."""
    mail = await _get(mailbox, mail_id)
    tabbed, heads = _HEAD.subn(r'\g<0><base target="_blank">', mail.html, count=1)
    return Response(
        tabbed if heads else f'<base target="_blank">{mail.html}',
        media_type="text/html",
        headers=_headers(_MAIL_POLICY) | {"X-Frame-Options": "SAMEORIGIN"},
    )


@mailbox_router.get("/{mail_id}/source")
@public(_WHY)
async def source_file(mailbox: MailboxHere, mail_id: str) -> Response:
    """The whole message, for a mail program."""
    mail = await _get(mailbox, mail_id)
    return _download(f"{mail.id}.eml", "message/rfc822", mail.raw)


@mailbox_router.get("/{mail_id}/attachments/{number}")
@public(_WHY)
async def attachment_file(mailbox: MailboxHere, mail_id: str, number: int) -> Response:
    """A file of the mail; they are numbered from 1."""
    mail = await _get(mailbox, mail_id)
    if not 1 <= number <= len(mail.attachments):
        raise HTTPException(404)
    file = mail.attachments[number - 1]
    return _download(file.filename, file.content_type, file.content)


async def _find(mailbox: Mailbox, mail_id: str) -> StoredMail | None:
    try:
        return await run_in_threadpool(mailbox.read, mail_id)
    except MailNotFound:
        return None


async def _get(mailbox: Mailbox, mail_id: str) -> StoredMail:
    mail = await _find(mailbox, mail_id)
    if mail is None:
        raise HTTPException(404)
    return mail


async def _page(mailbox: Mailbox, template: str, lang: str | None, status: int = 200, **context: Any) -> Response:
    mails = await run_in_threadpool(mailbox.newest, _LISTED)
    count = await run_in_threadpool(mailbox.count)
    with text.speaking(lang or text.current_locale()):
        locale = text.current_locale()
        page = (
            _templates()
            .get_template(template)
            .render(
                {"mail": None, "view": None} | context,
                mails=mails,
                older=count - len(mails),
                locale=locale,
                smtp_host=get_settings().smtp_host,
                href=_links_in(locale),
            )
        )
    return Response(page, status, media_type="text/html", headers=_headers(_PAGE_POLICY))


def _links_in(locale: str) -> Any:
    def href(*parts: object, **parameters: object) -> str:
        path = "/".join([_ROOT, *(quote(str(part), safe="") for part in parts)])
        return f"{path}?{urlencode({'lang': locale} | parameters)}"

    return href


def _download(filename: str, content_type: str, content: bytes) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
    headers = _headers(_FILE_POLICY) | {"Content-Disposition": disposition}
    return Response(content, media_type=content_type, headers=headers)


def _headers(policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


def _size_label(size: int) -> str:
    return f"{text.number_label((Decimal(size) / 1000).quantize(Decimal('0.1')))} kB"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates" / "mailbox"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": text._, "moment": text.moment_label, "size": _size_label}
    return environment
