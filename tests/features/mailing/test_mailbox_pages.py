"""`/dev/mailbox`: what it shows, what it never runs, and where it does not exist."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from lxml import html

from aistrategyhub.core.access import Public
from aistrategyhub.features.mailing.api import mailbox_router
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.mail.gateway import Attachment, OutgoingMail
from aistrategyhub.integrations.mail.mailbox import Mailbox

_ATTACK = "<script>alert(1)</script>\"'<b>"
MAIL = OutgoingMail(
    key="mail-1",
    sender="Àncora <noreply@ancora.test>",
    to="giulia@cliente.test",
    subject=f"Fattura {_ATTACK}",
    html=f"<!doctype html><html><head><title>x</title></head><body>{_ATTACK}<a href='https://x.test'>x</a></body></html>",
    text=f"Gentile {_ATTACK}",
    attachments=(
        Attachment('è "1".pdf', "application/pdf", b"%PDF-1.7"),
        Attachment("pagina.html", "text/html", b"<script>alert(1)</script>"),
    ),
)


@pytest.fixture
async def browser(data_dir: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(mailbox_router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


async def test_an_empty_mailbox_says_so(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/dev/mailbox")

    assert page.status_code == 200
    assert "Nessuna e-mail, per ora" in page.text


async def test_the_list_shows_the_newest_first(browser: httpx.AsyncClient, mailbox: Mailbox, data_dir: Path) -> None:
    for number in (1, 2, 3):
        await mailbox.send(replace(MAIL, key=f"mail-{number}", subject=f"Mail {number}", to=f"p{number}@x.test"))
        os.utime(data_dir / "mailbox" / f"mail-{number}.eml", (number, number))

    page = html.document_fromstring((await browser.get("/dev/mailbox")).text)

    assert page.xpath("//span[@class='subject']/text()") == ["Mail 3", "Mail 2", "Mail 1"]
    assert page.xpath("//span[@class='to']/text()") == ["p3@x.test", "p2@x.test", "p1@x.test"]
    assert page.xpath("//ol//a/@href")[0] == "/dev/mailbox/mail-3?lang=it"
    assert page.xpath("//span[@class='files']/text()")[0] == 'è "1".pdf, pagina.html'
    assert len(page.xpath("//time")) == 3


async def test_the_reader_shows_a_mail_without_running_it(browser: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await mailbox.send(MAIL)

    answer = await browser.get("/dev/mailbox/mail-1")

    page = html.document_fromstring(answer.text)
    (frame,) = page.xpath("//iframe")
    assert page.xpath("//h1/text()") == [f"Fattura {_ATTACK}"]
    assert page.xpath("//script | //b | //style | //@style") == []
    assert frame.get("src") == "/dev/mailbox/mail-1/html?lang=it"
    assert "allow-scripts" not in frame.get("sandbox")
    assert "allow-same-origin" not in frame.get("sandbox")
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")


async def test_the_frame_is_sandboxed_even_when_opened_alone(browser: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await mailbox.send(MAIL)

    answer = await browser.get("/dev/mailbox/mail-1/html")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert html.document_fromstring(answer.text).xpath("//base/@target") == ["_blank"]


@pytest.mark.parametrize(
    ("view", "path", "seen"),
    [
        ("text", "//pre/text()", f"Gentile {_ATTACK}"),
        ("headers", "//dl[contains(@class, 'headers')]//dd/text()", f"Fattura {_ATTACK}"),
    ],
)
async def test_the_other_views_show_source_as_text(
    browser: httpx.AsyncClient, mailbox: Mailbox, view: str, path: str, seen: str
) -> None:
    await mailbox.send(MAIL)

    page = html.document_fromstring((await browser.get(f"/dev/mailbox/mail-1?view={view}")).text)

    assert seen in [words.strip() for words in page.xpath(path)]
    assert page.xpath("//script | //iframe") == []


@pytest.mark.parametrize(
    ("number", "name", "content"),
    [(1, "%C3%A8%20%221%22.pdf", b"%PDF-1.7"), (2, "pagina.html", b"<script>alert(1)</script>")],
)
async def test_attachments_are_downloads_and_never_pages(
    browser: httpx.AsyncClient, mailbox: Mailbox, number: int, name: str, content: bytes
) -> None:
    await mailbox.send(MAIL)

    answer = await browser.get(f"/dev/mailbox/mail-1/attachments/{number}")

    assert answer.content == content
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_the_whole_message_opens_in_a_mail_program(browser: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await mailbox.send(MAIL)

    answer = await browser.get("/dev/mailbox/mail-1/source")

    assert answer.content == mailbox.read("mail-1").raw
    assert answer.headers["content-type"].startswith("message/rfc822")


@pytest.mark.parametrize(
    "path",
    [
        "mail-2",
        "mail-2/html",
        "mail-2/source",
        "mail-2/attachments/1",
        "mail-1/attachments/0",
        "mail-1/attachments/3",
        "mail-1/attachments/-1",
        "..%2Fsecret",
        "..%2Fsecret/html",
        "%2E%2E%2Fsecret/source",
        "%2Fetc%2Fpasswd/source",
        "..%5Csecret/source",
        "secret.eml/source",
        "mail-1%00/source",
    ],
)
async def test_nothing_else_is_there(browser: httpx.AsyncClient, mailbox: Mailbox, data_dir: Path, path: str) -> None:
    await mailbox.send(MAIL)
    (data_dir / "secret.eml").write_bytes(b"Subject: secret\r\n\r\nsecret")

    answer = await browser.get(f"/dev/mailbox/{path}")

    assert answer.status_code == 404
    assert "secret\r\n" not in answer.text


@pytest.mark.parametrize(
    ("query", "lang", "title"),
    [
        ("?lang=en", "en", "Local mailbox"),
        ("?lang=it", "it", "Casella locale"),
        ("?lang=xx", "it", "Casella locale"),
        ("", "it", "Casella locale"),
    ],
)
async def test_the_language_is_chosen_in_the_address(
    browser: httpx.AsyncClient, query: str, lang: str, title: str
) -> None:
    page = html.document_fromstring((await browser.get(f"/dev/mailbox{query}")).text)

    assert page.get("lang") == lang
    assert page.findtext("head/title") == title


async def test_the_page_says_when_mail_really_leaves(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_HOST", "mail.example.it")
    get_settings.cache_clear()

    assert "la posta nuova parte davvero" in (await browser.get("/dev/mailbox")).text


async def test_the_style_sheet_is_served(browser: httpx.AsyncClient) -> None:
    sheet = await browser.get("/dev/mailbox/style.css")

    assert sheet.headers["content-type"].startswith("text/css")
    assert "--paper: #faf7f0;" in sheet.text


@pytest.mark.parametrize(
    "path", ["", "/style.css", "/mail-1", "/mail-1/html", "/mail-1/source", "/mail-1/attachments/1"]
)
async def test_in_production_there_is_no_mailbox(
    browser: httpx.AsyncClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    await mailbox.send(MAIL)
    monkeypatch.setenv("ENVIRONMENT", "production")
    get_settings.cache_clear()

    assert (await browser.get(f"/dev/mailbox{path}")).status_code == 404


def test_every_route_says_why_anybody_may_call_it() -> None:
    routes = [route for route in mailbox_router.routes if isinstance(route, APIRoute)]

    assert len(routes) == 6
    assert {route.endpoint.__permission__ for route in routes} == {Public("local mailbox, outside production only")}
