"""Typed mails become subject, HTML and text."""

from aistrategyhub.features.mailing.rendering.html import RenderedMail, render
from aistrategyhub.features.mailing.rendering.letterhead import Letterhead

__all__ = ["Letterhead", "RenderedMail", "render"]
