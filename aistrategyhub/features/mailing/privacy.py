"""What the mail room holds about people: what was written to them."""

from aistrategyhub.core.privacy import AddressLink, Basis, Holding, Personal, PersonalData, Retention, Whose


def _mail(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.MAIL, Whose.READER)


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
        },
        none=(
            "email_type",
            "template",
            "locale",
            "sender_name",
            "status",
            "provider_message_id",
            "request_key",
            "queued_at",
            "sent_at",
        ),
        links=(AddressLink("email_to"),),
    )
}
