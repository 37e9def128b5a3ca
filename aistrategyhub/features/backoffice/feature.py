"""The owner's own rooms: figures, orders, invoices, work, and the firm's start."""

from aistrategyhub.core.feature import Feature
from aistrategyhub.features.backoffice.commands import commands

FEATURE = Feature(name="backoffice", commands=commands)
