"""The checkout when many buy at once, the provider's webhooks meanwhile, and the order's page in a browser."""

import asyncio
import json
import random
import time
from collections import defaultdict
from collections.abc import Awaitable
from typing import Any, TypeVar

import httpx
from playwright.async_api import Browser, async_playwright

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.orders.models import OrderStatus
from aistrategyhub.infra.running import running_product
from aistrategyhub.integrations.stripe.standin.deliveries import sign
from aistrategyhub.integrations.stripe.standin.keys import StandInKeys
from bench.buying import CARD, Buyers
from bench.figures import Figure, Section, percentile, sampled
from bench.lab import FOLDER, Lab
from bench.pages import FLAGS, chromium

_BUYERS = 50
_SENDERS = 4
_LOOK_EVERY_SECONDS = 0.5
# Long enough that the page looks as seldom as it ever does.
_OPEN_FOR_SECONDS = (8, 12)
_PATIENCE_SECONDS, _CROWD_SECONDS = 120, 600
_ACKNOWLEDGED_MS, _PAID_SECONDS = 200, 2
_HOW = (
    f"Over the API as integrators, {_BUYERS} buyers at once, each ordering again as soon as the order before is paid:"
    " every step from the request to its answer, where that is a 503 the same request a second later included; paid"
    " from the card's confirmation to the first look (every 500 ms) that says so; orders a second from the first"
    " request to the last order paid, with numbered invoices, PDFs and mails made meanwhile on the same machine by one"
    " job process. Webhooks: events that the stand-in really had, under"
    f" new ids and signed, {_SENDERS} at a time as it sends them, from the request to the 200; with nobody buying, and"
    " among the buyers. In the browser, once the documents of all these orders are made: headless Chromium types the"
    " card into the stand-in's page and presses pay, until the order's page says paid; then once more with the order's"
    " page open in a tab while the card is confirmed elsewhere."
)
_STEPS = {"order": "Place the order", "start": "Start the payment", "confirm": "Confirm the card", "paid": "Paid"}
_PAID = "Pagato"

T = TypeVar("T")


def measure(lab: Lab) -> Section:
    """Steps and throughput, webhooks, and the open page."""
    url, section = lab.product.url, Section("checkout", "Checkout under load", _HOW)
    steps, quiet, busy, per_second, turned_away = asyncio.run(_under_load(lab, url))
    for name, label in _STEPS.items():
        section.figures.append(sampled(f"{_BUYERS} buyers: {label.lower()}", steps[name], "s"))
    section.figures.append(Figure("Orders to paid", per_second, "/s", times=len(steps["paid"])))
    section.figures.append(Figure("Asked to come back later", turned_away, at_most=0))
    section.figures.append(_acknowledged("Webhook acknowledged, p99", quiet))
    section.figures.append(_acknowledged(f"Webhook acknowledged among {_BUYERS} buyers, p99", busy))
    asyncio.run(_until_the_crowd_is_served(url))
    returned, elsewhere = asyncio.run(_in_the_browser(url, lab.times(20, 3)))
    section.figures.append(sampled("Pressed pay to paid on the page", returned, "s", at_most=_PAID_SECONDS))
    section.figures.append(sampled("Paid elsewhere to paid on the page", elsewhere, "s", at_most=_PAID_SECONDS))
    return section


def _acknowledged(label: str, seconds: list[float]) -> Figure:
    worst = percentile(seconds, 99) * 1e3
    return Figure(label, worst, "ms", times=len(seconds), at_most=_ACKNOWLEDGED_MS)


async def _under_load(lab: Lab, url: str) -> tuple[dict[str, list[float]], list[float], list[float], float, int]:
    async with Buyers(url) as buyers:
        await _buy(buyers, defaultdict(list))
        event, secret = _an_event(lab)
        quiet = await _send_webhooks(buyers, event, secret, lab.times(1_000, 100))
        steps: dict[str, list[float]] = defaultdict(list)
        turns, began = iter(range(lab.times(400, 60))), time.perf_counter()

        async def buy_on() -> None:
            for _ in turns:
                await _buy(buyers, steps)

        sending = asyncio.create_task(_send_webhooks(buyers, event, secret, lab.times(1_000, 100)))
        await asyncio.gather(*(buy_on() for _ in range(_BUYERS)))
        per_second = len(steps["paid"]) / (time.perf_counter() - began)
        return steps, quiet, await sending, per_second, buyers.turned_away


async def _buy(buyers: Buyers, steps: dict[str, list[float]]) -> None:
    order = await _timed(steps["order"], buyers.order())
    payment = await _timed(steps["start"], buyers.start_payment(order))
    confirmed_at = time.perf_counter()
    await _timed(steps["confirm"], buyers.confirm(payment, order))
    await _timed(steps["paid"], _follow(buyers, order), began=confirmed_at)


async def _follow(buyers: Buyers, order: dict[str, Any]) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            tracked = await buyers.track(order)
            if tracked["status"] != OrderStatus.AWAITING_PAYMENT:
                return
            await asyncio.sleep(_LOOK_EVERY_SECONDS)


async def _until_the_crowd_is_served(url: str) -> None:
    """Waits until an order that is paid now has its document, which is made after those of all before it."""
    async with Buyers(url) as buyers, asyncio.timeout(_CROWD_SECONDS):
        order = await buyers.order()
        await buyers.confirm(await buyers.start_payment(order), order)
        while True:
            tracked = await buyers.track(order)
            if tracked["invoice"] and tracked["invoice"]["pdf_url"]:
                return
            await asyncio.sleep(_LOOK_EVERY_SECONDS)


async def _timed(seconds: list[float], act: Awaitable[T], *, began: float | None = None) -> T:
    """What came of an act; the seconds that it took, or that went by since `began`, are added."""
    began = began or time.perf_counter()
    came = await act
    seconds.append(time.perf_counter() - began)
    return came


def _an_event(lab: Lab) -> tuple[dict[str, Any], bytes]:
    """The newest event of a payment that succeeded, and the secret that proves events."""
    folder = lab.folder / FOLDER
    keys, running = StandInKeys.load_or_create(folder / "stripe"), running_product(folder) or {}
    query = {"type": "payment_intent.succeeded", "limit": "1"}
    headers = {"Authorization": f"Bearer {keys.secret_key}"}
    listed = httpx.get(f"{running['stripe_stand_in']}/v1/events", params=query, headers=headers, trust_env=False)
    return listed.json()["data"][0], keys.webhook_secret.encode()


async def _send_webhooks(buyers: Buyers, event: dict[str, Any], secret: bytes, times: int) -> list[float]:
    """The seconds until each was acknowledged."""
    turns = iter(range(times))
    seconds: list[float] = []

    async def send_on() -> None:
        for _ in turns:
            body = json.dumps(event | {"id": f"evt_bench{new_id().hex}"}).encode()
            headers = {"Stripe-Signature": sign(body, secret, int(time.time()))}
            await _timed(seconds, buyers.send("POST", "/api/v1/webhooks/stripe", content=body, headers=headers))

    await asyncio.gather(*(send_on() for _ in range(_SENDERS)))
    return seconds


async def _in_the_browser(url: str, times: int) -> tuple[list[float], list[float]]:
    async with async_playwright() as playwright, Buyers(url) as buyers:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        returned = [await _pay_on_the_card_page(browser, buyers, url) for _ in range(times)]
        elsewhere = [await _pay_elsewhere(browser, buyers) for _ in range(times)]
        await browser.close()
    return returned, elsewhere


async def _pay_on_the_card_page(browser: Browser, buyers: Buyers, url: str) -> float:
    """From the press on the provider's page, over the way back, to the word on ours."""
    order = await buyers.order()
    payment = await buyers.start_payment(order)
    async with await browser.new_context(locale="it-IT") as context:
        page = await context.new_page()
        await page.goto(url + payment["pay_page_url"])
        await page.locator("[autocomplete=cc-number]").fill(CARD["number"])
        await page.locator("[autocomplete=cc-exp]").fill("12/34")
        await page.locator("[autocomplete=cc-csc]").fill(CARD["cvc"])
        await page.locator("[autocomplete=cc-name]").fill("Prova Prova")
        began = time.perf_counter()
        await page.get_by_role("button", name="Paga").click()
        await page.get_by_text(_PAID, exact=True).first.wait_for()
        return time.perf_counter() - began


async def _pay_elsewhere(browser: Browser, buyers: Buyers) -> float:
    """From the card's confirmation in another place to the word on a page that had waited for a while."""
    order = await buyers.order()
    payment = await buyers.start_payment(order)
    async with await browser.new_context(locale="it-IT") as context:
        page = await context.new_page()
        await page.goto(order["order_url"])
        await asyncio.sleep(random.uniform(*_OPEN_FOR_SECONDS))
        began = time.perf_counter()
        await buyers.confirm(payment, order)
        await page.get_by_text(_PAID, exact=True).first.wait_for()
        return time.perf_counter() - began
