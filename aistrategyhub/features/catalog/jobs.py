"""The work of the catalogue."""

from aistrategyhub.core.feature import Job
from aistrategyhub.features.catalog import service

JOBS = (Job(name=service.TURN_PRICE, run=service.turn_price),)
