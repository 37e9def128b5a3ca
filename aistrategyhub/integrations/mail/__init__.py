"""Sending mail: the gateway, SMTP, and the local mailbox that stands in for a server."""
