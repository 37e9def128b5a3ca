"""What may be done with other people's requests about their data, and by whom."""

from aistrategyhub.core.access import Permission, Role


class PrivacyPermission(Permission):
    READ_REQUESTS = "privacy:read_requests"


GRANTS = {
    Role.ADMIN: frozenset(PrivacyPermission),
    Role.SUPER_ADMIN: frozenset(PrivacyPermission),
}
