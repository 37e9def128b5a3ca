"""What may be done with people, and by whom."""

from aistrategyhub.core.access import Permission, Role


class AccountsPermission(Permission):
    READ_OWN = "accounts:read_own"
    READ = "accounts:read"
    MANAGE = "accounts:manage"


GRANTS = {
    Role.CUSTOMER: frozenset({AccountsPermission.READ_OWN}),
    Role.EDITOR: frozenset({AccountsPermission.READ_OWN}),
    Role.SUPPORT: frozenset({AccountsPermission.READ_OWN, AccountsPermission.READ}),
    Role.ADMIN: frozenset({AccountsPermission.READ_OWN, AccountsPermission.READ}),
    Role.SUPER_ADMIN: frozenset(AccountsPermission),
}
