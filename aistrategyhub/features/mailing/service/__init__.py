"""Verbs of mails."""

from aistrategyhub.features.mailing.schemas import MailAttachment
from aistrategyhub.features.mailing.service.bounces import record_report, start_of_reading, take_reading
from aistrategyhub.features.mailing.service.departures import (
    ask_turn,
    current_limits,
    end_departure,
    forget_departures,
    pause_sender,
)
from aistrategyhub.features.mailing.service.forgetting import (
    blank_old_mails,
    forget_mails_of_requests,
    forget_recipient,
)
from aistrategyhub.features.mailing.service.queueing import SEND, queue_mail, readmit_address, retry_mail
from aistrategyhub.features.mailing.service.sending import keep_turn, lay_ready, not_accepted, send_mail

__all__ = [
    "SEND",
    "MailAttachment",
    "ask_turn",
    "blank_old_mails",
    "current_limits",
    "end_departure",
    "forget_departures",
    "forget_mails_of_requests",
    "forget_recipient",
    "keep_turn",
    "lay_ready",
    "not_accepted",
    "pause_sender",
    "queue_mail",
    "readmit_address",
    "record_report",
    "retry_mail",
    "send_mail",
    "start_of_reading",
    "take_reading",
]
