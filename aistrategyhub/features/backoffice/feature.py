"""The owner's own rooms: figures, orders, invoices, mails, work, and the firm's start."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.backoffice.commands import commands
from aistrategyhub.features.backoffice.pages.admin import NAVIGATION, PAGES

FEATURE = Feature(name="backoffice", pages=PAGES, navigation=NAVIGATION, commands=commands)
