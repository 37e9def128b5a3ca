"""Whom this installation asks about VAT numbers."""

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.vies.client import ViesClient
from aistrategyhub.integrations.vies.gateway import RegisterAnswer, RegisterUnavailable, VatNumber, VatRegister

VIES = "https://ec.europa.eu/taxation_customs/vies/rest-api"


class NoRegister:
    """The labelled local default: nobody is asked, so nothing is ever proven."""

    async def look_up(self, number: VatNumber, *, asking: VatNumber) -> RegisterAnswer:
        raise RegisterUnavailable("no register is asked on this machine: set VIES_URL")


def vat_register(settings: Settings) -> VatRegister:
    """VIES_URL; without it the Commission's VIES in production, and nobody elsewhere."""
    address = settings.vies_url or (VIES if settings.is_production else None)
    return ViesClient(address) if address else NoRegister()
