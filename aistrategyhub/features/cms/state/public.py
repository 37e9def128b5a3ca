"""What the site's own pages show."""

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.catalog.queries import find_service, list_services
from aistrategyhub.features.catalog.rules import service_card
from aistrategyhub.features.catalog.schemas import ServiceCard
from aistrategyhub.features.cms.rules import firm_contact
from aistrategyhub.features.cms.schemas import FirmContact
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo
from aistrategyhub.infra.db import unit_of_work

_FEATURED = PageRequest(1, 3)


class HomeState(rx.State):
    """The services that the owner puts forward."""

    cards: list[ServiceCard] = []
    is_loaded: bool = False

    @rx.event
    @public("the catalogue is shown to everybody")
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_services(session, current_locale(), featured=True, page=_FEATURED)
        self.cards = [service_card(service) for service in page.rows]
        self.is_loaded = True


class ContactState(rx.State):
    """How to reach the firm; `about` is the service named in the address (`?servizio=`), if there is one."""

    contact: FirmContact = FirmContact()
    about: str = ""
    is_loaded: bool = False

    @rx.event
    @public("the firm wants to be reached")
    async def load(self) -> None:
        slug = self.router.url.query_parameters.get("servizio", "")
        async with unit_of_work() as session:
            seller = await find_setting(session, SellerInfo)
            service = await find_service(session, slug, current_locale())
        self.about = service.name if service else ""
        subject = _("Preventivo: {service}", service=self.about) if self.about else ""
        self.contact = firm_contact(seller, subject) if seller else FirmContact()
        self.is_loaded = True
