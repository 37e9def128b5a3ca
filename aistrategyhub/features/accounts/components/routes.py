"""Where the staff's screens of people are."""

PEOPLE_ROUTE = "/admin/persone"
INVITE_ROUTE = "/admin/persone/nuova"
ATTEMPTS_ROUTE = "/admin/accessi"
ROLES_ROUTE = "/admin/ruoli"
