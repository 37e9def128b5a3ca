"""What may be done with people, and by whom."""

from aistrategyhub.core.access import Permission, Role


class AccountsPermission(Permission):
    READ_OWN = "accounts:read_own"
    MANAGE_OWN = "accounts:manage_own"
    USE_API_KEYS = "accounts:use_api_keys"
    READ = "accounts:read"
    MANAGE = "accounts:manage"
    READ_SECURITY = "accounts:read_security"
    GRANT_STAFF_ROLES = "accounts:grant_staff_roles"
    GRANT_EVERY_ROLE = "accounts:grant_every_role"
    IMPERSONATE = "accounts:impersonate"


_OWN = frozenset({AccountsPermission.READ_OWN, AccountsPermission.MANAGE_OWN})

# All that is left to somebody whose role asks for a second factor, until they have one.
WHILE_ENROLLING = _OWN

GRANTS = {
    Role.CUSTOMER: _OWN,
    Role.EDITOR: _OWN | {AccountsPermission.USE_API_KEYS},
    Role.SUPPORT: _OWN | {AccountsPermission.USE_API_KEYS, AccountsPermission.READ, AccountsPermission.IMPERSONATE},
    Role.ADMIN: frozenset(AccountsPermission) - {AccountsPermission.GRANT_EVERY_ROLE},
    Role.SUPER_ADMIN: frozenset(AccountsPermission),
}
