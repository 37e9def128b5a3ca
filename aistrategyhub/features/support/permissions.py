"""What may be done with tickets, and by whom."""

from aistrategyhub.core.access import Permission, Role


class SupportPermission(Permission):
    ANSWER = "support:answer"
    ASK_OWN = "support:ask_own"
    DELETE = "support:delete"
    READ = "support:read"


GRANTS = {
    Role.CUSTOMER: frozenset({SupportPermission.ASK_OWN}),
    Role.EDITOR: frozenset({SupportPermission.ASK_OWN}),
    Role.SUPPORT: frozenset({SupportPermission.ASK_OWN, SupportPermission.READ, SupportPermission.ANSWER}),
    Role.ADMIN: frozenset(SupportPermission),
    Role.SUPER_ADMIN: frozenset(SupportPermission),
}
