"""Decisions of the site's pages. Pure."""

from aistrategyhub.features.cms.rules.contact import firm_contact
from aistrategyhub.features.cms.rules.content import field_errors, place_label, read_content

__all__ = ["field_errors", "firm_contact", "place_label", "read_content"]
