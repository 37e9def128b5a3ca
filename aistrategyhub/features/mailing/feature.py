"""The mail room."""

from collections.abc import Sequence

from aistrategyhub.core.feature import Check, Feature
from aistrategyhub.features.mailing.api import mailbox_router
from aistrategyhub.features.mailing.commands import commands
from aistrategyhub.infra.checks import State
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.mail.choose import mail_gateway
from aistrategyhub.integrations.mail.gateway import MailNotConfigured, MailUnavailable


async def check_mail_server() -> Sequence[Check]:
    """Whether the mail server answers and lets us in; nothing where the local mailbox stands in for it."""
    try:
        gateway = mail_gateway(get_settings())
        if gateway.is_stand_in:
            return []
        await gateway.ping()
    except (MailNotConfigured, MailUnavailable) as error:
        return [Check("Mail server", State.MISSING, str(error))]
    return [Check("Mail server", State.OK, "answers")]


FEATURE = Feature(name="mailing", root_routers=(mailbox_router,), commands=commands, checks=check_mail_server)
