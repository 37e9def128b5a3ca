"""Verbs of payments: take money, give it back, act on what the provider says."""

from aistrategyhub.features.payments.service.giving_up import GIVE_UP, ProviderCancels, give_up_payment
from aistrategyhub.features.payments.service.refund_answers import ProviderRefunds, send_refund, settle_refunds
from aistrategyhub.features.payments.service.refund_plans import RefundPlan, plan_refund, sale_money, surplus_left
from aistrategyhub.features.payments.service.refunds import SEND_REFUND, decide_refund
from aistrategyhub.features.payments.service.taking import (
    PROCESS_EVENT,
    AmountMismatch,
    attach_intent,
    begin_new_attempt,
    catch_up,
    forget_old_events,
    forget_payer,
    look_at,
    open_payment,
    process_event,
    settle,
    store_event,
    tell_of_free_order,
)

__all__ = [
    "GIVE_UP",
    "PROCESS_EVENT",
    "SEND_REFUND",
    "AmountMismatch",
    "ProviderCancels",
    "ProviderRefunds",
    "RefundPlan",
    "attach_intent",
    "begin_new_attempt",
    "catch_up",
    "decide_refund",
    "forget_old_events",
    "forget_payer",
    "give_up_payment",
    "look_at",
    "open_payment",
    "plan_refund",
    "process_event",
    "sale_money",
    "send_refund",
    "settle",
    "settle_refunds",
    "store_event",
    "surplus_left",
    "tell_of_free_order",
]
