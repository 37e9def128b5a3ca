"""What may be done in the backoffice, and by whom."""

from aistrategyhub.core.access import Permission, Role


class BackofficePermission(Permission):
    ENTER = "backoffice:enter"
    READ_FIGURES = "backoffice:read_figures"
    READ_WORK = "backoffice:read_work"
    RETRY_WORK = "backoffice:retry_work"
    READ_PAGES = "backoffice:read_pages"
    WRITE_PAGES = "backoffice:write_pages"


GRANTS = {
    Role.EDITOR: frozenset({BackofficePermission.ENTER, BackofficePermission.READ_PAGES}),
    Role.SUPPORT: frozenset({BackofficePermission.ENTER, BackofficePermission.READ_WORK}),
    Role.ADMIN: frozenset(BackofficePermission),
    Role.SUPER_ADMIN: frozenset(BackofficePermission),
}
