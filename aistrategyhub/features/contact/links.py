"""Addresses of the room's pages, and the seals that its forms carry."""

CONTACT_ROUTE = "/contatti"
THANKS_ROUTE = "/contatti/grazie"
INBOX_ROUTE = "/admin/messaggi"
FORM_ACTION = "/api/v1/contact/form"
