"""What the mail room holds about people: what was written to them."""

from aistrategyhub.core.privacy import AddressLink, Basis, Holding, Personal, PersonalData, PersonLink, Retention, Whose


def _mail(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.MAIL, Whose.READER)


def _suppressed(purpose: str) -> Personal:
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, Retention.MAIL, Whose.READER)


PERSONAL_DATA: PersonalData = {
    "email_sends": Holding(
        personal={
            "email_to": _mail("to whom it was sent"),
            "reply_to": _mail("where answers go"),
            "subject": _mail("prove what was written (art. 2220 c.c. for letters about documents)"),
            "html": _mail("prove what was written"),
            "text": _mail("prove what was written"),
            "attachments": _mail("which files went with it"),
            "error_message": _mail("find out why a mail did not arrive"),
            "bounce_reason": _mail("find out why a mail came back"),
        },
        none=(
            "email_type",
            "is_fiscal",
            "template",
            "locale",
            "sender_name",
            "status",
            "provider_message_id",
            "draft_id",
            "request_key",
            "queued_at",
            "turn_at",
            "sending_since",
            "sent_at",
            "bounced_at",
        ),
        links=(AddressLink("email_to"), PersonLink("person_id")),
    ),
    "suppressed_addresses": Holding(
        personal={
            "address": _suppressed("write no more to an address that does not exist"),
            "reason": _suppressed("say why nothing arrives there"),
        },
        none=("mail_id", "suppressed_at"),
        links=(AddressLink("address"),),
    ),
    "bounce_readings": Holding(none=("sender", "read_until")),
    "mail_senders": Holding(none=("sender", "paused_until", "pause_reason", "booked_until", "bulk_booked_until")),
    "mail_departures": Holding(none=("sender", "began_at", "ended_at")),
}
