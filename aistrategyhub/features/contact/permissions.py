"""What may be done with the messages, and by whom."""

from aistrategyhub.core.access import Permission, Role


class ContactPermission(Permission):
    DELETE = "contact:delete"
    EXPORT = "contact:export"
    MANAGE = "contact:manage"
    READ = "contact:read"


GRANTS = {
    Role.SUPPORT: frozenset({ContactPermission.READ, ContactPermission.MANAGE}),
    Role.ADMIN: frozenset(ContactPermission),
    Role.SUPER_ADMIN: frozenset(ContactPermission),
}
