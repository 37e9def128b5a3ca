"""Keeping a card for later payments: docs.stripe.com/payments/setupintents/lifecycle."""

from aistrategyhub.integrations.stripe.standin.cards import Decline, test_card_of
from aistrategyhub.integrations.stripe.standin.ledger import Change, Record, new_id
from aistrategyhub.integrations.stripe.standin.refusals import ApiError, invalid
from aistrategyhub.integrations.stripe.standin.shapes import show

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
NOT_AUTHENTICATED = Decline(
    "setup_intent_authentication_failure",
    "",
    "The latest attempt to set up the payment method has failed because authentication failed.",
)


def create_setup(change: Change, values: Record) -> Record:
    """A card to be kept for `values["customer"]`, which waits to be typed."""
    setup_id = new_id("seti")
    setup = {
        "id": setup_id,
        "object": "setup_intent",
        "client_secret": new_id(f"{setup_id}_secret", 25),
        "created": change.now,
        "status": "requires_payment_method",
        **values,
    }
    change.put(setup)
    change.emit("setup_intent.created", setup)
    return setup


def confirm_setup(change: Change, setup: Record, method: Record, return_url: str | None, page: str) -> Record:
    """Asks the bank whether the card may be kept. Its no raises ApiError and is on record."""
    _refuse_unless_open(setup, "confirm")
    setup |= {"payment_method": method["id"], "last_setup_error": None, "next_action": None}
    card = test_card_of(method["card"])
    if card.needs_authentication:
        address = f"{page}?setup_intent={setup['id']}&setup_intent_client_secret={setup['client_secret']}"
        redirect = {"type": "redirect_to_url", "redirect_to_url": {"url": address, "return_url": return_url}}
        setup |= {"status": "requires_action", "next_action": redirect}
        change.put(setup)
        change.emit("setup_intent.requires_action", setup)
        return setup
    if card.decline and not card.can_be_saved:
        raise _refuse(change, setup, method, card.decline)
    return _keep(change, setup, method)


def finish_setup(change: Change, setup: Record, *, approved: bool) -> Record:
    """The payer's answer on the 3-D Secure page."""
    method = change.find("payment_method", setup["payment_method"])
    setup |= {"next_action": None}
    if approved:
        return _keep(change, setup, method)
    _fail(change, setup, method, NOT_AUTHENTICATED, "invalid_request_error")
    return setup


def cancel_setup(change: Change, setup: Record, reason: str | None) -> Record:
    """Gives the card up before it was kept."""
    _refuse_unless_open(setup, "cancel")
    setup |= {"status": "canceled", "cancellation_reason": reason, "next_action": None}
    change.put(setup)
    change.emit("setup_intent.canceled", setup)
    return setup


def detach(change: Change, method: Record) -> Record:
    """Takes a card from its customer: nobody can be charged on it again."""
    if not method.get("customer"):
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is impossible.",
            param="payment_method",
        )
    previous = {"customer": method["customer"]}
    method |= {"customer": None}
    change.put(method)
    change.emit("payment_method.detached", method, previous)
    return method


def _keep(change: Change, setup: Record, method: Record) -> Record:
    # The payer agreed to later charges: the bank may let them through without asking (`keeps_authentication`).
    method |= {"customer": setup.get("customer"), "_set_up": True}
    setup |= {"status": "succeeded"}
    change.put(method)
    change.put(setup)
    if method["customer"]:
        change.emit("payment_method.attached", method)
    change.emit("setup_intent.succeeded", setup)
    return setup


def _refuse(change: Change, setup: Record, method: Record, decline: Decline) -> ApiError:
    _fail(change, setup, method, decline, "card_error")
    return ApiError(
        402,
        decline.message,
        type_="card_error",
        code=decline.code,
        decline_code=decline.decline_code,
        about={"setup_intent": show(setup, change.find), "payment_method": show(method, change.find)},
        keeps_effects=True,
    )


def _fail(change: Change, setup: Record, method: Record, why: Decline, error_type: str) -> None:
    error = {"code": why.code, "message": why.message, "type": error_type, "payment_method": show(method, change.find)}
    if why.decline_code:
        error["decline_code"] = why.decline_code
    setup |= {"status": "requires_payment_method", "payment_method": None, "last_setup_error": error}
    change.put(setup)
    change.emit("setup_intent.setup_failed", setup)


def _refuse_unless_open(setup: Record, verb: str) -> None:
    if setup["status"] in OPEN:
        return
    message = (
        f"You cannot {verb} this SetupIntent because it has a status of {setup['status']}. Only a SetupIntent with "
        f"one of the following statuses may be {verb}ed: {', '.join(OPEN)}."
    )
    about = {"setup_intent": show(setup, lambda kind, object_id: None)}
    raise invalid(message, code="setup_intent_unexpected_state", about=about)
