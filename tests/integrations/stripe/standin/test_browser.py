"""The pages a payer sees, walked through as a browser without scripts would."""

import re
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from aistrategyhub.integrations.stripe.standin.words import WORDS, amount_label
from tests.integrations.stripe.stand_in import PUBLIC_URL, StandIn

RETURN = "/ordini/1?tab=pagamento"
TYPED = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123", "name": "Ada Lovelace"}


async def open_page(stand_in: StandIn, path: str, **values: str) -> httpx.Response:
    async with httpx.AsyncClient(verify=False) as client:
        return await client.get(f"{stand_in.url}{path}", params=values)


async def send(stand_in: StandIn, path: str, **values: str) -> httpx.Response:
    async with httpx.AsyncClient(verify=False) as client:
        return await client.post(f"{stand_in.url}{path}", data=values)


async def pay(stand_in: StandIn, intent: dict, return_url: str = RETURN, **typed: str) -> httpx.Response:
    values = {"client_secret": intent["client_secret"], "return_url": return_url, "locale": "it"}
    return await send(stand_in, "/pay", **values | TYPED | typed)


def fault_beside(html: str, field: str) -> str | None:
    found = re.search(rf'<p class="fault" id="{field}-fault">(.*?)</p>', html)
    return unescape(found[1]) if found else None


def value_of(html: str, field: str) -> str:
    return unescape(re.search(rf'name="{field}" value="(.*?)"', html)[1])


class TestCardPage:
    @pytest.mark.parametrize(
        ("locale", "button", "notice"),
        [
            ("it", "Paga 1.220,00 €", "Ambiente di prova: nessun addebito reale"),
            ("en", "Pay €1,220.00", "Test environment: no real charge"),
            ("xx", "Paga 1.220,00 €", "Ambiente di prova: nessun addebito reale"),
        ],
    )
    async def test_it_says_what_is_paid_and_that_nothing_is_charged(
        self, stand_in: StandIn, locale: str, button: str, notice: str
    ):
        intent = await stand_in.create()
        page = await open_page(
            stand_in, "/pay", client_secret=intent["client_secret"], return_url=RETURN, locale=locale
        )
        assert page.status_code == 200
        assert button in page.text
        assert notice in page.text
        for number in ("4242 4242 4242 4242", "4000 0025 0000 3155", "4000 0000 0000 0127"):
            assert number in page.text
        for hint in ("cc-number", "cc-exp", "cc-csc", "cc-name"):
            assert f'autocomplete="{hint}"' in page.text

    async def test_it_runs_no_script_and_is_not_kept_or_framed(self, stand_in: StandIn):
        intent = await stand_in.create()
        page = await open_page(stand_in, "/pay", client_secret=intent["client_secret"], return_url=RETURN)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert f"form-action 'self' {PUBLIC_URL}" in policy
        assert page.headers["cache-control"] == "no-store"
        assert not re.search(r"<script|<style|style=|\son\w+=", page.text)
        style = await open_page(stand_in, "/style.css")
        assert style.headers["content-type"].startswith("text/css")
        assert "prefers-color-scheme: dark" in style.text

    async def test_its_addresses_work_below_any_prefix(self, stand_in: StandIn):
        intent = await stand_in.create()
        page = await open_page(stand_in, "/pay", client_secret=intent["client_secret"], return_url=RETURN)
        addresses = re.findall(r'(?:href|action|src)="([^"#]+)"', page.text)
        own = [one for one in addresses if unescape(one) != RETURN]
        below = {urljoin("http://shop/dev/stripe/pay", one) for one in own}
        assert below == {"http://shop/dev/stripe/style.css", "http://shop/dev/stripe/pay"}

    async def test_a_good_card_pays_and_goes_back(self, stand_in: StandIn):
        intent = await stand_in.create()
        answer = await pay(stand_in, intent)
        assert answer.status_code == 303
        address = urlsplit(answer.headers["location"])
        assert (address.netloc, address.path) == ("", "/ordini/1")
        assert parse_qs(address.query) == {
            "tab": ["pagamento"],
            "payment_intent": [intent["id"]],
            "payment_intent_client_secret": [intent["client_secret"]],
            "redirect_status": ["succeeded"],
        }
        now = (await stand_in.ask("GET", f"/v1/payment_intents/{intent['id']}", {"expand[]": "latest_charge"})).json()
        assert now["status"] == "succeeded"
        assert now["latest_charge"]["billing_details"]["name"] == "Ada Lovelace"

    async def test_paying_twice_pays_once(self, stand_in: StandIn):
        intent = await stand_in.create()
        await pay(stand_in, intent)
        again = await pay(stand_in, intent)
        assert again.status_code == 200
        assert WORDS["it"]["done_title"] in again.text
        assert "redirect_status=succeeded" in again.text
        charges = await stand_in.ask("GET", "/v1/charges", {"payment_intent": intent["id"]})
        assert len(charges.json()["data"]) == 1

    @pytest.mark.parametrize(
        ("typed", "field", "sentence", "status"),
        [
            ({"number": ""}, "number", "Scrivi il numero della carta.", 422),
            ({"number": "4242 4242 4242 4241"}, "number", "Il numero della carta non è corretto", 402),
            ({"expiry": ""}, "expiry", "Scrivi mese e anno di scadenza", 422),
            ({"expiry": "domani"}, "expiry", "Scrivi mese e anno di scadenza", 422),
            ({"expiry": "13/34"}, "expiry", "Il mese di scadenza va da 01 a 12.", 402),
            ({"expiry": "01/20"}, "expiry", "La scadenza è passata", 402),
            ({"cvc": ""}, "cvc", "Scrivi il codice di sicurezza.", 422),
            ({"cvc": "12"}, "cvc", "Il codice di sicurezza non ha il numero giusto", 402),
            ({"number": "4000000000000002"}, "number", "La banca ha rifiutato il pagamento.", 402),
            ({"number": "4000000000009995"}, "number", "Sulla carta non ci sono fondi sufficienti.", 402),
            ({"number": "4000000000000069"}, "expiry", "La carta è scaduta.", 402),
            ({"number": "4000000000000127"}, "cvc", "Il codice di sicurezza non è quello della carta.", 402),
            ({"number": "4539578763621486"}, "number", "Qui si usano solo le carte di prova", 402),
        ],
    )
    async def test_a_refused_card(
        self, stand_in: StandIn, typed: dict[str, str], field: str, sentence: str, status: int
    ):
        page = await pay(stand_in, await stand_in.create(), **typed)
        assert page.status_code == status
        assert fault_beside(page.text, field).startswith(sentence)
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"[^>]*aria-describedby="{field}-fault', page.text)
        kept = TYPED | typed
        assert [value_of(page.text, name) for name in ("number", "expiry", "name")] == [
            kept["number"],
            kept["expiry"],
            kept["name"],
        ]
        assert value_of(page.text, "cvc") == ""

    async def test_every_empty_field_is_named_at_once(self, stand_in: StandIn):
        page = await pay(stand_in, await stand_in.create(), number="", expiry=" ", cvc="")
        assert all(fault_beside(page.text, field) for field in ("number", "expiry", "cvc"))
        assert 'role="alert"' in page.text

    @pytest.mark.parametrize("expiry", ["12/34", "12 / 34", "1234", "12-34", "12/2034", "12.34", "3/34"])
    async def test_how_people_write_an_expiry(self, stand_in: StandIn, expiry: str):
        assert (await pay(stand_in, await stand_in.create(), expiry=expiry)).status_code == 303

    async def test_what_is_typed_is_text_and_not_markup(self, stand_in: StandIn):
        page = await pay(stand_in, await stand_in.create(), name='"><b>x</b>', number="")
        assert "<b>x</b>" not in page.text

    @pytest.mark.parametrize(
        "return_url", ["", "//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
    )
    async def test_it_leads_to_no_strange_site(self, stand_in: StandIn, return_url: str):
        intent = await stand_in.create()
        shown = await open_page(stand_in, "/pay", client_secret=intent["client_secret"], return_url=return_url)
        paid = await pay(stand_in, intent, return_url=return_url)
        for page in (shown, paid):
            assert page.status_code == 400
            assert "location" not in page.headers
            assert "evil" not in page.text
        now = await stand_in.ask("GET", f"/v1/payment_intents/{intent['id']}")
        assert now.json()["status"] == "requires_payment_method"

    @pytest.mark.parametrize("secret", ["", "pi_x_secret_y", "pi_x", "{id}", "{id}_secret_", "{secret}x", "é"])
    async def test_only_the_client_secret_opens_it(self, stand_in: StandIn, secret: str):
        intent = await stand_in.create()
        guess = secret.format(id=intent["id"], secret=intent["client_secret"])
        page = await open_page(stand_in, "/pay", client_secret=guess, return_url=RETURN)
        assert page.status_code == 404
        assert WORDS["it"]["unknown_title"] in page.text

    async def test_a_cancelled_payment(self, stand_in: StandIn):
        intent = await stand_in.create()
        await stand_in.ask("POST", f"/v1/payment_intents/{intent['id']}/cancel")
        page = await pay(stand_in, intent)
        assert page.status_code == 410
        assert WORDS["it"]["canceled_title"] in page.text


class TestSecurePage:
    async def begin(self, stand_in: StandIn, return_url: str = RETURN) -> tuple[dict, dict[str, str]]:
        """A payment the bank asks about, and what the 3-D Secure page's form holds."""
        intent = await stand_in.create()
        sent = await pay(stand_in, intent, return_url, number="4000002500003155")
        assert sent.status_code == 303
        address = urljoin(f"{stand_in.url}/pay", sent.headers["location"])
        async with httpx.AsyncClient(verify=False) as client:
            page = await client.get(address)
        assert page.status_code == 200
        assert "Autorizza 1.220,00 €" in page.text
        assert "Visa •••• 3155" in page.text
        assert 'action="3ds"' in page.text
        names = ("payment_intent", "payment_intent_client_secret", "locale")
        return intent, {name: value_of(page.text, name) for name in names}

    @pytest.mark.parametrize(
        ("decision", "redirect_status", "status"),
        [("approve", "succeeded", "succeeded"), ("refuse", "failed", "requires_payment_method")],
    )
    async def test_the_decision(self, stand_in: StandIn, decision: str, redirect_status: str, status: str):
        intent, form = await self.begin(stand_in)
        answer = await send(stand_in, "/3ds", decision=decision, **form)
        assert answer.status_code == 303
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        assert query["redirect_status"] == [redirect_status]
        now = (await stand_in.ask("GET", f"/v1/payment_intents/{intent['id']}")).json()
        assert (now["status"], now["next_action"]) == (status, None)
        assert (await send(stand_in, "/3ds", decision="approve", **form)).status_code == 404

    async def test_after_a_refusal_the_card_page_says_why_and_takes_another_card(self, stand_in: StandIn):
        intent, form = await self.begin(stand_in)
        await send(stand_in, "/3ds", decision="refuse", **form)
        page = await open_page(stand_in, "/pay", client_secret=intent["client_secret"], return_url=RETURN)
        assert "La conferma 3-D Secure non è riuscita." in page.text
        assert (await pay(stand_in, intent)).status_code == 303

    async def test_a_program_follows_next_action(self, stand_in: StandIn):
        intent = await stand_in.create()
        card = {"number": "4000002500003155", "exp_month": "1", "exp_year": "2040", "cvc": "999"}
        asked = (await stand_in.confirm(intent, card)).json()
        address = urlsplit(asked["next_action"]["redirect_to_url"]["url"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{PUBLIC_URL}/dev/stripe/3ds"
        form = {name: values[0] for name, values in parse_qs(address.query).items()}
        answer = await send(stand_in, "/3ds", decision="approve", **form)
        assert answer.headers["location"].startswith(f"{PUBLIC_URL}/ordine?payment_intent={intent['id']}")

    async def test_nobody_else_decides(self, stand_in: StandIn):
        intent, form = await self.begin(stand_in)
        form["payment_intent_client_secret"] = f"{intent['id']}_secret_x"
        assert (await send(stand_in, "/3ds", decision="approve", **form)).status_code == 404
        unasked = await stand_in.create()
        values = {"payment_intent": unasked["id"], "payment_intent_client_secret": unasked["client_secret"]}
        assert (await open_page(stand_in, "/3ds", **values)).status_code == 404


class TestWords:
    def test_both_languages_say_everything(self):
        assert WORDS["it"].keys() == WORDS["en"].keys()

    @pytest.mark.parametrize(
        ("amount", "currency", "locale", "label"),
        [
            (122000, "eur", "it", "1.220,00 €"),
            (122000, "eur", "en", "€1,220.00"),
            (50, "eur", "it", "0,50 €"),
            (123456789, "usd", "it", "1.234.567,89 $"),
            (99900, "chf", "en", "CHF 999.00"),
        ],
    )
    def test_amounts(self, amount: int, currency: str, locale: str, label: str):
        assert amount_label(amount, currency, locale) == label
