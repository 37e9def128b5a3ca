"""What may be done with invoices, and by whom."""

from aistrategyhub.core.access import Permission, Role


class InvoicingPermission(Permission):
    READ = "invoicing:read"
    READ_RESTRICTED = "invoicing:read_restricted"
    EXPORT = "invoicing:export"
    TRANSMIT = "invoicing:transmit"
    ISSUE = "invoicing:issue"
    READ_RECEIVED = "invoicing:read_received"
    RECEIVE = "invoicing:receive"


GRANTS = {
    Role.SUPPORT: frozenset({InvoicingPermission.READ}),
    Role.ADMIN: frozenset(InvoicingPermission),
    Role.SUPER_ADMIN: frozenset(InvoicingPermission),
}
