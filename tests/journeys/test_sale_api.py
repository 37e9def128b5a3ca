"""The first sale as an integrator makes it: over HTTP and with `hub demo-sale`, down to the invoice and its mail."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree
from pypdf import PdfReader

from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.integrations.stripe.standin.deliveries import sign
from tests.factories.sales import COMPANY, PERSON
from tests.harness.auditor import audit
from tests.harness.installation import REFUSED_CARD, SERVICE, Installation, has_documents, mails_of
from tests.harness.product import Product
from tests.harness.site import wait_for

pytestmark = pytest.mark.system

WITH_PEC = {name: value for name, value in COMPANY.items() if name != "sdi_code"} | {"pec_email": "bianchi@pec.example"}
BUYERS = [pytest.param(COMPANY, id="SDI code"), pytest.param(WITH_PEC, id="PEC"), pytest.param(PERSON, id="person")]
NET, VAT, TOTAL = Decimal("2900.00"), Decimal("638.00"), Decimal("3538.00")
WRONG = {
    "company_name": "Officine Bianchi S.r.l.",
    "email": "nobody",
    "vat_number": "12345678900",
    "billing_address": {"street": "", "city": "Torino", "zip": "1015", "province": "XX"},
}
WRONG_FIELDS = {
    "email",
    "vat_number",
    "sdi_code",
    "billing_address.street",
    "billing_address.zip",
    "billing_address.province",
}
TABLES = (
    "orders", "order_items", "order_events", "payments", "provider_events", "invoices", "email_sends", "audit_logs",
    "outbox", "work", "counters",
)  # fmt: skip


def buyer_file(folder: Path, buyer: dict[str, Any]) -> Path:
    path = folder / "buyer.json"
    path.write_text(json.dumps(buyer))
    return path


def count_rows(installation: Installation) -> dict[str, int]:
    """Rows of everything a sale writes, and what the counters say; the clock's own work is none of it."""
    counts = {
        table: installation.sql(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in TABLES if table != "work"
    }
    counts["work"] = installation.sql("SELECT count(*) AS n FROM work WHERE key NOT LIKE 'clock:%%'")[0]["n"]
    counts["numbers"] = installation.sql("SELECT sum(value) AS n FROM counters")[0]["n"]
    return counts


def settle(installation: Installation, *orders: dict[str, Any]) -> None:
    """The auditor finds nothing wrong, as soon as the last mail is out."""
    wait_for(lambda: audit(installation, orders) == [], 30, lambda: "\n".join(audit(installation, orders)))


def webhook(product: Product, order: dict[str, Any]) -> tuple[bytes, bytes]:
    """The body of the event that paid the order, and the secret it is signed with."""
    [row] = product.sql(
        "SELECT e.payload FROM provider_events e JOIN payments p ON p.provider_reference = e.payment_reference"
        " WHERE p.order_id = %s AND e.event_type = 'payment_intent.succeeded'",
        order["order_id"],
    )
    return json.dumps(row["payload"]).encode(), product.stripe_keys.webhook_secret.encode()


def post_webhook(product: Product, body: bytes, signature: str | None) -> int:
    headers = {"Stripe-Signature": signature} if signature is not None else {}
    return httpx.post(
        f"{product.url}/api/v1/webhooks/stripe", content=body, headers=headers, trust_env=False
    ).status_code


@pytest.mark.parametrize("buyer", BUYERS)
def test_a_paid_order_becomes_a_valid_invoice(product: Product, buyer: dict[str, Any]) -> None:
    customer = product.customer()
    order = customer.buy(buyer)
    number = order["invoice"]["number"]
    xml = customer.ask("GET", order["invoice"]["xml_url"]).content
    pdf = customer.ask("GET", order["invoice"]["pdf_url"]).content
    settle(product, order)

    assert [Decimal(order[name]) for name in ("subtotal", "tax_amount", "total")] == [NET, VAT, TOTAL]
    assert_is_invoice(xml, number, buyer)
    assert_is_courtesy_copy(pdf, number)
    [mail] = mails_of(product.mailbox(), number)
    assert mail.to == buyer["email"]
    assert {file.content_type: file.content for file in mail.attachments} == {
        "application/pdf": pdf,
        "application/xml": xml,
    }


@pytest.mark.parametrize("buyer", BUYERS)
def test_demo_sale_writes_invoice_copy_and_order(product: Product, tmp_path: Path, buyer: dict[str, Any]) -> None:
    out = tmp_path / "out"
    sale = product.hub("demo-sale", "--service", SERVICE, "--buyer", buyer_file(tmp_path, buyer), "--out", out)

    assert sale.returncode == 0, sale.stderr
    order = json.loads((out / "order.json").read_text())
    number = order["invoice"]["number"]
    assert (order["status"], Decimal(order["total"])) == ("paid", TOTAL)
    assert number in sale.stdout
    assert_is_invoice((out / "invoice.xml").read_bytes(), number, buyer)
    assert_is_courtesy_copy((out / "invoice.pdf").read_bytes(), number)
    settle(product, order)
    assert len(mails_of(product.mailbox(), number)) == 1


def test_the_mailbox_is_listed_as_an_array_with_both_documents(product: Product) -> None:
    order = product.customer().buy(COMPANY)
    settle(product, order)
    listed = json.loads(product.hub("mailbox", "list", "--json").stdout)
    [mail] = [mail for mail in listed if order["invoice"]["number"] in mail["subject"]]
    assert mail["to"] == COMPANY["email"]
    assert sorted(Path(file["filename"]).suffix for file in mail["attachments"]) == [".pdf", ".xml"]


def assert_is_invoice(xml: bytes, number: str, buyer: dict[str, Any]) -> None:
    assert violations(xml) == []
    root = etree.fromstring(xml)
    assert root.findtext(".//TipoDocumento") == "TD01"
    assert root.findtext(".//Numero") == number
    assert Decimal(root.findtext(".//ImportoTotaleDocumento")) == TOTAL
    assert root.findtext(".//CodiceDestinatario") == buyer.get("sdi_code", "0000000")
    assert root.findtext(".//PECDestinatario") == buyer.get("pec_email")
    customer = root.find(".//CessionarioCommittente")
    assert customer.findtext(".//IdCodice") == buyer.get("vat_number")
    assert customer.findtext(".//CodiceFiscale") == buyer.get("fiscal_code")


def assert_is_courtesy_copy(pdf: bytes, number: str) -> None:
    assert pdf.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert number in text
    assert "3.538,00" in text


def test_a_wrong_buyer_gets_a_sentence_per_field_and_creates_nothing(product: Product, tmp_path: Path) -> None:
    before = count_rows(product)
    answer = product.customer().ask(
        "POST", "/api/v1/checkout/create-order", json={"items": [{"slug": SERVICE}], "buyer": WRONG, "terms": True}
    )
    sale = product.hub("demo-sale", "--buyer", buyer_file(tmp_path, WRONG), "--out", tmp_path / "out")

    assert answer.status_code == 422
    details = {item["field"].removeprefix("buyer."): item["message"] for item in answer.json()["error"]["details"]}
    assert details.keys() == WRONG_FIELDS
    assert sale.returncode == 1
    assert "Traceback" not in sale.stderr
    for field, sentence in details.items():
        assert f"{field}: {sentence}" in sale.stderr
    assert not (tmp_path / "out").exists()
    assert count_rows(product) == before


def test_a_webhook_delivered_five_times_makes_one_invoice(product: Product) -> None:
    with product.provider_that("deliveries", duplicate=5):
        order = product.customer().buy(COMPANY)
    settle(product, order)
    before = count_rows(product)

    body, secret = webhook(product, order)
    signature = sign(body, secret, int(time.time()))
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: post_webhook(product, body, signature), range(5)))

    assert answers == [200] * 5
    settle(product, order)
    assert count_rows(product) == before
    assert len(mails_of(product.mailbox(), order["invoice"]["number"])) == 1


def test_a_webhook_that_is_not_the_providers_has_no_effect(product: Product) -> None:
    customer = product.customer()
    paid, waiting = customer.buy(COMPANY), customer.order(PERSON)
    intent = customer.start_payment(waiting)["payment_intent_id"]
    body, secret = webhook(product, paid)
    event = json.loads(body)
    event["id"], event["data"]["object"]["id"] = "evt_forged", intent
    forged, now = json.dumps(event).encode(), int(time.time())
    settle(product, paid)
    before = count_rows(product)

    signature = sign(forged, secret, now)
    attempts = {
        "unsigned": (forged, None),
        "empty signature": (forged, ""),
        "another secret": (forged, sign(forged, b"whsec_another", now)),
        "tampered": (forged.replace(b"evt_forged", b"evt_altered"), signature),
        "stale": (forged, sign(forged, secret, now - 301)),
        "older scheme": (forged, signature.replace("v1=", "v0=")),
        "not JSON": (b"{", sign(b"{", secret, now)),
    }
    answers = {name: post_webhook(product, *attempt) for name, attempt in attempts.items()}

    assert answers == dict.fromkeys(attempts, 400)
    assert count_rows(product) == before
    assert customer.track(waiting)["status"] == "awaiting_payment"


def test_a_genuine_event_about_a_payment_that_was_not_made_pays_nothing(product: Product) -> None:
    customer = product.customer()
    paid, waiting = customer.buy(COMPANY), customer.order(PERSON)
    intent = customer.start_payment(waiting)["payment_intent_id"]
    body, secret = webhook(product, paid)
    event = json.loads(body)
    event["id"], event["data"]["object"]["id"] = f"evt_of_{intent}", intent
    body = json.dumps(event).encode()

    assert post_webhook(product, body, sign(body, secret, int(time.time()))) == 200
    handled = "SELECT 1 FROM provider_events WHERE event_id = %s AND handled_at IS NOT NULL"
    wait_for(lambda: product.sql(handled, event["id"]) != [], 20, product.story)
    assert customer.track(waiting)["status"] == "awaiting_payment"


def test_a_refused_card_leaves_the_order_to_be_paid_with_another(product: Product) -> None:
    customer = product.customer()
    order = customer.order(PERSON)
    payment = customer.start_payment(order)
    assert customer.confirm(payment, REFUSED_CARD).json()["error"]["decline_code"] == "insufficient_funds"
    failed = customer.follow(order, lambda tracked: tracked["timeline"][-1]["kind"] == "payment_failed")
    assert (failed["status"], failed["invoice"]) == ("awaiting_payment", None)
    assert failed["timeline"][-1]["data"] == {"code": "insufficient_funds"}

    again = customer.start_payment(order)
    assert again["payment_intent_id"] == payment["payment_intent_id"]
    assert customer.confirm(again).status_code == 200
    settle(product, customer.follow(order, has_documents))
    assert customer.ask("POST", "/api/v1/checkout/payment", json={"order_key": order["order_key"]}).status_code == 409


def test_an_order_is_seen_by_its_holder_and_by_nobody_else(product: Product) -> None:
    customer = product.customer()
    mine, other = customer.order(COMPANY), customer.order(PERSON)
    number = mine["order_number"]
    for query in (
        {"key": mine["order_key"]},
        {"number": number, "email": COMPANY["email"]},
        {"number": number.lower(), "email": COMPANY["email"].upper()},
    ):
        assert customer.get("/api/v1/orders/track", **query)["order_id"] == mine["order_id"]
    key, another = mine["order_key"], other["order_key"]
    for query in (
        {"number": number, "email": PERSON["email"]},
        {"number": other["order_number"], "email": COMPANY["email"]},
        {"number": "ORD-2000-00001", "email": COMPANY["email"]},
        {"key": key[:-5] + ("A" if key[-5] != "A" else "B") + key[-4:]},
        {"key": key[:20] + another[20:]},
        {"key": mine["order_id"]},
    ):
        refused = customer.ask("GET", "/api/v1/orders/track", params=query)
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "ORDER_NOT_FOUND"), query
    for document in ("invoice.xml", "invoice.pdf"):
        assert customer.ask("GET", f"/api/v1/orders/{key}/{document}").status_code == 404


def test_the_same_request_twice_is_one_order(product: Product) -> None:
    customer = product.customer()
    with ThreadPoolExecutor(5) as pool:
        orders = list(pool.map(lambda _: product.customer().order(COMPANY, key="the same"), range(5)))
    assert len({order["order_id"] for order in orders}) == 1
    other = {"items": [{"slug": SERVICE}], "buyer": PERSON, "terms": True}
    answer = customer.ask("POST", "/api/v1/checkout/create-order", json=other, headers={"Idempotency-Key": "the same"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
