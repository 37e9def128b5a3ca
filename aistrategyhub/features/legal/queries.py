"""Reads of the legal documents, and of what is true of this installation."""

from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.consent import declared_needs
from aistrategyhub.core.text import _
from aistrategyhub.features.legal.models import DocumentKind, LegalDocument
from aistrategyhub.features.legal.rules import cookies, kept_data, storage
from aistrategyhub.features.legal.schemas import Facts, Recipient
from aistrategyhub.features.publishing.models import Publication, PublicationStatus, PublicationVersion
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.rules import city_line
from aistrategyhub.features.site_settings.schemas import LegalInfo, SellerInfo
from aistrategyhub.infra.personal_data import declared
from aistrategyhub.infra.settings import Settings, get_settings


async def find_document(session: AsyncSession, kind: DocumentKind) -> LegalDocument | None:
    """The firm's document of this kind, if it was made."""
    return (await session.execute(select(LegalDocument).where(LegalDocument.kind == kind))).scalar_one_or_none()


async def list_documents(session: AsyncSession) -> dict[DocumentKind, LegalDocument]:
    """Every document that was made."""
    return {row.kind: row for row in (await session.execute(select(LegalDocument))).scalars()}


async def list_live_documents(session: AsyncSession) -> dict[DocumentKind, UUID]:
    """The page of each document that visitors can read, in the order of the kinds."""
    query = (
        select(LegalDocument.kind, LegalDocument.publication_id)
        .join(Publication, Publication.id == LegalDocument.publication_id)
        .where(Publication.status == PublicationStatus.PUBLISHED)
    )
    live = dict((await session.execute(query)).tuples().all())
    return {kind: live[kind] for kind in DocumentKind if kind in live}


async def notice_version(session: AsyncSession, kind: DocumentKind = DocumentKind.PRIVACY) -> str:
    """Which wording of a document visitors read now, for consents to refer to: `v3, 2026-11-21`. Empty without one."""
    query = (
        select(PublicationVersion.number, LegalDocument.template_version)
        .join(Publication, Publication.published_version_id == PublicationVersion.id)
        .join(LegalDocument, LegalDocument.publication_id == Publication.id)
        .where(LegalDocument.kind == kind, Publication.status == PublicationStatus.PUBLISHED)
    )
    row = (await session.execute(query)).one_or_none()
    return f"v{row.number}, {row.template_version}" if row else ""


async def gather_facts(session: AsyncSession) -> Facts:
    """What is true of the firm and of this installation, in the language being spoken."""
    seller = await find_setting(session, SellerInfo)
    legal = await find_setting(session, LegalInfo)
    settings = get_settings()
    return Facts(
        **(_of_firm(seller) if seller else {}),
        **(_of_owner(legal) if legal else {}),
        site_url=settings.base_url,
        takes_cards=bool(settings.stripe_publishable_key),
        asks_consent=bool(declared_needs()),
        recipients=tuple(_recipients(settings, legal)),
        cookies=cookies(),
        storage=storage(),
        kept=kept_data(holding for room in declared().values() for holding in room.values()),
    )


def _of_firm(seller: SellerInfo) -> dict[str, str]:
    has_register = seller.rea_office and seller.rea_number
    return {
        "company_name": seller.company_name,
        "address": f"{seller.address.street}, {city_line(seller.address)}",
        "vat_number": seller.vat_number,
        "register": f"REA {seller.rea_office}-{seller.rea_number}" if has_register else "",
        "email": seller.email,
        "pec_email": seller.pec_email,
        "phone": seller.phone,
    }


def _of_owner(legal: LegalInfo) -> dict[str, str]:
    return legal.model_dump()


def _recipients(settings: Settings, legal: LegalInfo | None) -> list[Recipient]:
    """Everybody whom this installation is connected to, by its own settings."""
    found = []
    if legal:
        found.append(Recipient(legal.hosting_provider, _("ospita il sito e i suoi dati"), legal.hosting_place))
    if settings.ms_graph_client_id:
        found.append(Recipient("Microsoft Ireland Operations Ltd", _("spedisce le e-mail"), _("Unione europea")))
    elif settings.smtp_host:
        found.append(Recipient(settings.smtp_host, _("spedisce le e-mail"), _("secondo il fornitore di posta")))
    if settings.stripe_secret_key:
        place = _("Irlanda, con possibili trasferimenti negli Stati Uniti")
        found.append(Recipient("Stripe Payments Europe Ltd", _("riceve i pagamenti con carta"), place))
    if settings.google_client_id:
        found.append(Recipient("Google Ireland Ltd", _("solo per chi sceglie di accedere con Google"), _("Irlanda")))
    if settings.microsoft_client_id:
        purpose = _("solo per chi sceglie di accedere con Microsoft")
        found.append(Recipient("Microsoft Ireland Operations Ltd", purpose, _("Irlanda")))
    if settings.s3_bucket:
        store = urlsplit(settings.s3_endpoint_url or "https://s3.amazonaws.com").hostname or ""
        found.append(Recipient(store, _("conserva i file"), settings.s3_region))
    if settings.sentry_dsn:
        host = urlsplit(settings.sentry_dsn.get_secret_value()).hostname or ""
        found.append(
            Recipient(host, _("riceve le segnalazioni dei guasti, senza dati personali"), _("secondo il fornitore"))
        )
    found.append(Recipient("Agenzia delle Entrate", _("riceve le fatture elettroniche, per legge"), _("Italia")))
    return found
