"""The words of services among the kinds of publications."""

from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.rules import things_of, unfinished
from aistrategyhub.features.catalog.schemas import ServiceContent
from aistrategyhub.features.publishing.rules import ContentKind, declare_kind

SERVICE = declare_kind(
    ContentKind(
        name="service",
        label=mark("Servizio"),
        content=ServiceContent,
        title_of=lambda content: content.name,
        title_field="name",
        summary_of=lambda content: content.short_description,
        things_of=things_of,
        unfinished=unfinished,
        root="servizi",
        listing="catalog",
        editor_route="/admin/pagine/{id}",
        list_route="/admin/servizi",
        list_label=mark("Servizi"),
        facts_route="/admin/servizi/testi/{id}",
        facts_label=mark("Prezzi e scheda"),
    )
)
