"""The pages a payer sees: the card and the bank's 3-D Secure question. No script; a form and its answer."""

import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from aistrategyhub.core import clock
from aistrategyhub.integrations.stripe.standin import intents, setups
from aistrategyhub.integrations.stripe.standin.api import TooLarge, read_body
from aistrategyhub.integrations.stripe.standin.cards import read_card
from aistrategyhub.integrations.stripe.standin.form import read_form
from aistrategyhub.integrations.stripe.standin.ledger import Change, Ledger, Record, new_id
from aistrategyhub.integrations.stripe.standin.places import Places, back_to
from aistrategyhub.integrations.stripe.standin.refusals import ApiError
from aistrategyhub.integrations.stripe.standin.words import LOCALES, WORDS, amount_label

TEMPLATES = Path(__file__).parent / "templates"
SHOWN_CARDS = (
    "4242424242424242",
    "4000002500003155",
    "4000000000000002",
    "4000000000009995",
    "4000000000000069",
    "4000000000000127",
    "4000000000000259",
    "4000000000000341",
    "4000002760003184",
)
TYPED = ("number", "expiry", "name")
_FIELD_AT_FAULT = {
    "invalid_expiry_month": "expiry",
    "invalid_expiry_year": "expiry",
    "expired_card": "expiry",
    "invalid_cvc": "cvc",
    "incorrect_cvc": "cvc",
}
_OF_ERRANDS = ("title", "pay", "cancel", "faults_title", "secure_title", "secure_intro", "approve")
_EXPIRY = re.compile(r"^\s*(\d{1,2})\s*[/\-. ]?\s*(\d{4}|\d{2})\s*$")


@dataclass(frozen=True)
class Errand:
    """What a payer comes for: to pay, or to have a card kept. `words` begins the names of its sentences."""

    kind: str
    card_page: str
    secure_page: str
    words: str


PAYING = Errand("payment_intent", "pay", "3ds", "")
SAVING = Errand("setup_intent", "save", "3ds-save", "save_")


class Pages:
    """The card page of an errand, its 3-D Secure page and their style sheet. Every address in them is relative: a proxy
    may put them anywhere."""

    def __init__(self, ledger: Ledger, places: Places, errand: Errand) -> None:
        self._ledger = ledger
        self._places = places
        self._errand = errand
        self._style = (TEMPLATES / "style.css").read_bytes()
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, auto_reload=False
        )
        self._templates.filters["grouped"] = lambda number: re.sub(r"(.{4})(?=.)", r"\1 ", number)

    def routes(self) -> list[Route]:
        return [
            Route(f"/{self._errand.card_page}", self._guarded(self.show_card_page)),
            Route(f"/{self._errand.card_page}", self._guarded(self.take_card), methods=["POST"]),
            Route(f"/{self._errand.secure_page}", self._guarded(self.show_secure_page)),
            Route(f"/{self._errand.secure_page}", self._guarded(self.take_decision), methods=["POST"]),
            Route("/style.css", self._stylesheet),
        ]

    def show_card_page(self, asked: dict[str, str]) -> Response:
        intent = self._find(asked, "client_secret")
        refusal = self._without_payment(intent, asked)
        if refusal:
            return refusal
        earlier = intent.get("last_payment_error") or intent.get("last_setup_error")
        return self._card_page(intent, asked, _fault(earlier) if earlier else None)

    def take_card(self, asked: dict[str, str]) -> Response:
        intent = self._find(asked, "client_secret")
        refusal = self._without_payment(intent, asked)
        if refusal:
            return refusal
        faults = _missing(asked)
        if faults:
            return self._card_page(intent, asked, faults, 422)
        change = self._begin()
        try:
            intent = self._confirm(change, intent, asked)
        except ApiError as error:
            if error.keeps_effects:
                self._ledger.commit(change)
            return self._card_page(intent, asked, _fault(error.body()["error"]), error.status)
        self._ledger.commit(change)
        return self._onwards(intent, asked)

    def show_secure_page(self, asked: dict[str, str]) -> Response:
        intent = self._find(asked, f"{self._errand.kind}_client_secret")
        if not intent or intent["status"] != "requires_action":
            return self._message("unknown", asked, 404)
        card = self._ledger.find("payment_method", intent["payment_method"])["card"]
        return self._page(
            "secure.html",
            asked,
            amount=_amount(intent, asked),
            card=f"{card['brand'].title()} •••• {card['last4']}",
            client_secret=intent["client_secret"],
            intent_id=intent["id"],
            kind=self._errand.kind,
            secure_page=self._errand.secure_page,
            said=self._said(asked),
        )

    def take_decision(self, asked: dict[str, str]) -> Response:
        intent = self._find(asked, f"{self._errand.kind}_client_secret")
        if not intent or intent["status"] != "requires_action":
            return self._message("unknown", asked, 404)
        return_url = intent["next_action"]["redirect_to_url"]["return_url"]
        approved = asked.get("decision") == "approve"
        change = self._begin()
        finish = intents.finish_authentication if self._errand is PAYING else setups.finish_setup
        intent = finish(change, intent, approved=approved)
        self._ledger.commit(change)
        return _see_other(self._back(intent, return_url, "succeeded" if approved else "failed"))

    def _confirm(self, change: Change, intent: Record, asked: dict[str, str]) -> Record:
        month, year = _EXPIRY.match(asked["expiry"]).groups()
        card = read_card(
            {"number": asked["number"], "exp_month": month, "exp_year": year, "cvc": asked["cvc"]},
            clock.now().date(),
        )
        name = asked.get("name", "").strip()
        method = intents.create_method(change, card, {"name": name} if name else None)
        if self._errand is PAYING:
            page = self._places.authentication_page
            return intents.confirm_intent(change, intent, method, asked["return_url"], page)
        page = self._places.saving_authentication_page
        return setups.confirm_setup(change, intent, method, asked["return_url"], page)

    def _onwards(self, intent: Record, asked: dict[str, str]) -> Response:
        if intent["status"] == "requires_action":
            kind, secret = self._errand.kind, intent["client_secret"]
            here = f"{self._errand.secure_page}?{kind}={intent['id']}&{kind}_client_secret={secret}"
            return _see_other(f"{here}&locale={_locale(asked)}")
        return _see_other(self._back(intent, asked["return_url"], "succeeded"))

    def _back(self, intent: Record, return_url: str, outcome: str) -> str:
        return back_to(return_url, self._errand.kind, intent["id"], intent["client_secret"], outcome)

    def _find(self, asked: dict[str, str], name: str) -> Record | None:
        """The payment, or the card to be kept, whose client secret this is."""
        secret = asked.get(name, "")
        intent = self._ledger.find(self._errand.kind, secret.partition("_secret_")[0])
        if intent and hmac.compare_digest(intent["client_secret"].encode(), secret.encode()):
            return intent
        return None

    def _without_payment(self, intent: Record | None, asked: dict[str, str]) -> Response | None:
        """The page for whoever cannot pay here; None when they can."""
        if not intent:
            return self._message("unknown", asked, 404)
        if not self._places.may_return_to(asked.get("return_url", "")):
            return self._message("wrong_return", asked, 400)
        if intent["status"] == "succeeded":
            back = self._back(intent, asked["return_url"], "succeeded")
            return self._message("done", asked, 200, back)
        if intent["status"] == "canceled":
            return self._message("canceled", asked, 410, asked["return_url"])
        return None

    def _card_page(
        self, intent: Record, asked: dict[str, str], faults: dict[str, str] | None = None, status: int = 200
    ) -> Response:
        words = WORDS[_locale(asked)]
        typed = {name: asked.get(name, "") for name in TYPED} | {"cvc": ""}
        sentences = {name: words[code] for name, code in (faults or {}).items()}
        return self._page(
            "pay.html",
            asked,
            status,
            amount=_amount(intent, asked),
            card_page=self._errand.card_page,
            cards=SHOWN_CARDS,
            client_secret=intent["client_secret"],
            description=intent.get("description"),
            faults=sentences,
            said=self._said(asked),
            return_url=asked["return_url"],
            typed=typed,
        )

    def _message(self, name: str, asked: dict[str, str], status: int, return_url: str = "") -> Response:
        words = WORDS[_locale(asked)]
        of = self._errand.words if f"{self._errand.words}{name}_title" in words else ""
        title, text = words[f"{of}{name}_title"], words[f"{of}{name}_text"]
        return self._page("message.html", asked, status, title=title, text=text, return_url=return_url)

    def _said(self, asked: dict[str, str]) -> dict[str, str]:
        """The sentences of this errand, under the names that those of paying have."""
        words, of = WORDS[_locale(asked)], self._errand.words
        return {name: words.get(of + name, words[name]) for name in _OF_ERRANDS}

    def _page(self, template: str, asked: dict[str, str], status: int = 200, **values: Any) -> Response:
        locale = _locale(asked)
        html = self._templates.get_template(template).render(locale=locale, words=WORDS[locale], **values)
        return Response(html, status, self._headers(), media_type="text/html")

    def _headers(self) -> dict[str, str]:
        """No script, no frame, nothing kept. Browsers apply form-action to the redirect after the form too."""
        homes = " ".join(filter(None, ("'self'", self._places.public_url)))
        policy = f"default-src 'none'; style-src 'self'; form-action {homes}; base-uri 'none'; frame-ancestors 'none'"
        return {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }

    async def _stylesheet(self, request: Request) -> Response:
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return Response(self._style, headers=headers, media_type="text/css")

    def _guarded(self, page: Callable[[dict[str, str]], Response]) -> Callable[[Request], Awaitable[Response]]:
        """Gives a page what the browser sent; whatever cannot be read leads to no payment."""

        async def answer(request: Request) -> Response:
            try:
                body = await read_body(request) if request.method == "POST" else request.url.query.encode()
                sent = read_form(body.decode())
            except (ApiError, TooLarge, UnicodeDecodeError):
                return self._message("unknown", {}, 400)
            return page({name: value for name, value in sent.items() if isinstance(value, str)})

        return answer

    def _begin(self) -> Change:
        return self._ledger.begin(new_id("req", 14))


def _locale(asked: dict[str, str]) -> str:
    return asked["locale"] if asked.get("locale") in LOCALES else LOCALES[0]


def _amount(intent: Record, asked: dict[str, str]) -> str:
    if "amount" not in intent:
        return ""
    return amount_label(intent["amount"], intent["currency"], _locale(asked))


def _missing(asked: dict[str, str]) -> dict[str, str]:
    """The fields left empty or unreadable, each with the name of its sentence."""
    faults = {name: f"{name}_missing" for name in ("number", "expiry", "cvc") if not asked.get(name, "").strip()}
    if "expiry" not in faults and not _EXPIRY.match(asked["expiry"]):
        faults["expiry"] = "expiry_missing"
    return faults


def _fault(error: dict[str, Any]) -> dict[str, str]:
    """The field a refusal belongs to and its sentence; the bank's own reason says more than the code."""
    reasons = (error.get("decline_code"), error["code"])
    name = next((one for one in reasons if one in WORDS["it"]), "card_declined")
    return {_FIELD_AT_FAULT.get(name, "number"): name}


def _see_other(url: str) -> Response:
    return RedirectResponse(url, 303, {"Cache-Control": "no-store"})
