"""What may be done with mails, and by whom."""

from aistrategyhub.core.access import Permission, Role


class MailingPermission(Permission):
    READ = "mailing:read"
    RETRY = "mailing:retry"


GRANTS = {
    Role.SUPPORT: frozenset({MailingPermission.READ}),
    Role.ADMIN: frozenset(MailingPermission),
    Role.SUPER_ADMIN: frozenset(MailingPermission),
}
