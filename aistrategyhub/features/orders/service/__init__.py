"""Verbs of orders."""

from aistrategyhub.features.orders.service.acts import (
    NoLongerCancellable,
    OrderWasAgreed,
    advance_many,
    begin_work,
    call_off,
    cancel,
    complete,
)
from aistrategyhub.features.orders.service.agreed import AgreedLine, place_agreed_order
from aistrategyhub.features.orders.service.by_hand import place_by_hand
from aistrategyhub.features.orders.service.deliverables import DROP_FILES, keep_file, remove_file, store_file
from aistrategyhub.features.orders.service.forgetting import forget_buyer, forget_unpaid_guests
from aistrategyhub.features.orders.service.from_cart import (
    CartChanged,
    CartIsEmpty,
    Shown,
    place_cart_order,
    place_cart_order_once,
    read_for_buyer,
    read_items,
)
from aistrategyhub.features.orders.service.letters import (
    FOLLOW_UP,
    confirm_order,
    follow_up,
    plan_follow_up,
    refuse_follow_ups,
)
from aistrategyhub.features.orders.service.lines import OrderedItem, vat_of
from aistrategyhub.features.orders.service.milestones import (
    add_milestone,
    approve,
    ask_change,
    change_milestone,
    deliver,
    remove_milestone,
)
from aistrategyhub.features.orders.service.notes import keep_buyer_words, write_note
from aistrategyhub.features.orders.service.placing import (
    OrderNotPayable,
    add_event,
    advance,
    await_payment,
    claim_guest_orders,
    mark_paid,
    note_late_answer,
    note_refund,
    place_order,
)
from aistrategyhub.features.orders.service.tracking import SEND_LINK, ask_for_link, send_link
from aistrategyhub.features.orders.service.views import drop_view, keep_view
from aistrategyhub.features.orders.service.waiting import expire_unpaid, remind_unpaid, tell_closed, wait_for_transfer
from aistrategyhub.features.orders.service.withdrawals import (
    WithdrawalDecided,
    decide_withdrawal,
    declare_withdrawal,
)

__all__ = [
    "DROP_FILES",
    "FOLLOW_UP",
    "SEND_LINK",
    "AgreedLine",
    "CartChanged",
    "CartIsEmpty",
    "NoLongerCancellable",
    "OrderNotPayable",
    "OrderWasAgreed",
    "OrderedItem",
    "Shown",
    "WithdrawalDecided",
    "add_event",
    "add_milestone",
    "advance",
    "advance_many",
    "approve",
    "ask_change",
    "ask_for_link",
    "await_payment",
    "begin_work",
    "call_off",
    "cancel",
    "change_milestone",
    "claim_guest_orders",
    "complete",
    "confirm_order",
    "decide_withdrawal",
    "declare_withdrawal",
    "deliver",
    "drop_view",
    "expire_unpaid",
    "follow_up",
    "forget_buyer",
    "forget_unpaid_guests",
    "keep_buyer_words",
    "keep_file",
    "keep_view",
    "mark_paid",
    "note_late_answer",
    "note_refund",
    "place_agreed_order",
    "place_by_hand",
    "place_cart_order",
    "place_cart_order_once",
    "place_order",
    "plan_follow_up",
    "read_for_buyer",
    "read_items",
    "refuse_follow_ups",
    "remind_unpaid",
    "remove_file",
    "remove_milestone",
    "send_link",
    "store_file",
    "tell_closed",
    "vat_of",
    "wait_for_transfer",
    "write_note",
]
