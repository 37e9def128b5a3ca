"""Pieces of the messages: the form of a public page, and the inbox."""

from aistrategyhub.features.contact.components.form import contact_form

__all__ = ["contact_form"]
