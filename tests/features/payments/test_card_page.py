"""The page with the provider's form: what it lets in, and what it does without a key."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from aistrategyhub.features.payments.api import paying
from aistrategyhub.features.payments.rendering import card_page_address
from aistrategyhub.integrations.stripe.client import StripeGateway


@pytest.fixture
def real(monkeypatch):
    """A provider that is no stand-in, with this publishable key."""

    def use(publishable_key: str) -> StripeGateway:
        gateway = StripeGateway("sk_test_1", "whsec_1", "https://api.stripe.com", publishable_key=publishable_key)
        monkeypatch.setattr(paying, "current_gateway", lambda: gateway)
        return gateway

    return use


async def test_its_policy_lets_in_its_own_script_by_hash_and_the_provider_alone(api, real):
    real("pk_live_1")
    answer = await api.get("/paga")
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    script = re.search(r"<script [^>]*>(.*)</script>", answer.text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy["script-src"] == f"'sha256-{digest}' https://js.stripe.com https://*.js.stripe.com"
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'data-key="pk_live_1"' in answer.text


@pytest.mark.parametrize(
    ("locale", "title"), [("", "Pagamento"), ("it", "Pagamento"), ("en", "Payment"), ("xx", "Pagamento")]
)
async def test_it_speaks_the_language_of_the_order(api, real, locale, title):
    real("pk_live_1")
    assert f'<h1 id="title">{title}</h1>' in (await api.get("/paga", params={"locale": locale})).text


async def test_without_a_publishable_key_nothing_is_begun(api, real):
    real("")
    answer = await api.get("/paga")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "NO_PAYMENT_PAGE")


def test_the_secret_is_in_the_part_of_the_address_that_is_sent_to_nobody(real):
    address = urlsplit(card_page_address("pi_1_secret_é&x", "/ordine/a?b=c", "en"))
    assert (address.path, address.query) == ("/paga", "locale=en")
    assert parse_qs(address.fragment) == {"secret": ["pi_1_secret_é&x"], "back": ["/ordine/a?b=c"]}
