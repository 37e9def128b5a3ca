"""The addresses of the backoffice."""

DASHBOARD_ROUTE = "/admin"
ORDERS_ROUTE = "/admin/ordini"
INVOICES_ROUTE = "/admin/fatture"
MAILS_ROUTE = "/admin/email"
WORK_ROUTE = "/admin/lavori"
AUDIT_ROUTE = "/admin/registro"
SETTINGS_ROUTE = "/admin/impostazioni"
