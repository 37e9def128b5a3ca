"""Decisions of the site's pages. Pure."""

from aistrategyhub.features.cms.rules.contact import firm_contact
from aistrategyhub.features.cms.rules.content import place_label, things_of, unfinished

__all__ = ["firm_contact", "place_label", "things_of", "unfinished"]
