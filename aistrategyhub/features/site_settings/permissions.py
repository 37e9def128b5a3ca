"""What may be done with the settings, and by whom."""

from aistrategyhub.core.access import Permission, Role


class SettingsPermission(Permission):
    READ = "site_settings:read"
    CHANGE = "site_settings:change"


GRANTS = {
    Role.ADMIN: frozenset(SettingsPermission),
    Role.SUPER_ADMIN: frozenset(SettingsPermission),
}
