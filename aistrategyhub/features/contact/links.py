"""Addresses of the room's pages and routes."""

CONTACT_ROUTE = "/contatti"
THANKS_ROUTE = "/messaggio-inviato"
PRIVACY_ROUTE = "/privacy"
INBOX_ROUTE = "/admin/messaggi"
FORM_ACTION = "/api/v1/contact/form"
CHALLENGE_ADDRESS = "/api/v1/contact/challenge"
EXPORT_ADDRESS = "/api/v1/contact/messages/export"
