"""Reads of settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.site_settings.models import SettingSecret, SettingVersion, SiteSetting
from aistrategyhub.features.site_settings.schemas import SellerInfo, Setting, SiteIdentity
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.tenants.queries import list_hosts, list_tenants
from aistrategyhub.infra.db import transaction, unit_of_work
from aistrategyhub.infra.encryption import place_of, unseal
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.prerender.sites import Site

S = TypeVar("S", bound=Setting)

_NEWEST_VERSIONS = 50
# A machine that has no name yet, as a web server in front of the product calls it.
_LOCAL_HOSTS = ("localhost", "127.0.0.1")
_NOT_FOR_ROBOTS = ("/api/", "/admin", "/anteprima/", "/dev/")


class MissingSetting(DomainError):
    """The owner has not yet given a setting that this act needs."""

    code = "MISSING_SETTING"
    sentence = mark("Manca un'impostazione del sito ({key}): completala in Impostazioni.")


class SettingVersionNotFound(DomainError):
    """The setting never had this version."""

    code = "SETTING_VERSION_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa versione dell’impostazione non c’è.")


@dataclass(frozen=True)
class Kept:
    """Who last gave something, and when."""

    at: datetime
    by: UUID | None


@dataclass(frozen=True)
class SettingState:
    """A setting as its section shows it: plain values, who gave them, and who gave which secret; never a secret."""

    version: int
    values: dict[str, Any] | None
    kept: Kept | None
    secrets: dict[str, Kept]


async def find_setting(session: AsyncSession, kind: type[S]) -> S | None:
    """The tenant's setting of this kind with its secrets, or None when it was never given."""
    query = select(SiteSetting.setting_value).where(SiteSetting.setting_key == kind.key)
    value = (await session.execute(query)).scalar_one_or_none()
    if value is None:
        return None
    secrets = await _open_secrets(session, kind) if kind.secret_fields() else {}
    return kind.model_validate({**value, **secrets})


async def find_plain_settings(session: AsyncSession, *kinds: type[Setting]) -> dict[type[Setting], Any]:
    """Those of these settings that were given, read at once; of kinds that hold no secrets."""
    query = select(SiteSetting.setting_key, SiteSetting.setting_value)
    rows = await session.execute(query.where(SiteSetting.setting_key.in_([kind.key for kind in kinds])))
    values = dict(rows.tuples().all())
    return {kind: kind.model_validate(values[kind.key]) for kind in kinds if kind.key in values}


async def get_setting(session: AsyncSession, kind: type[S]) -> S:
    """The tenant's setting of this kind. Raises MissingSetting."""
    setting = await find_setting(session, kind)
    if setting is None:
        raise MissingSetting(key=kind.key)
    return setting


async def address_of_firm(session: AsyncSession) -> str:
    """Where the firm reads what visitors send it: the address of the site, else the seller's; empty without either."""
    identity = await find_setting(session, SiteIdentity)
    if identity and identity.contact_email:
        return identity.contact_email
    seller = await find_setting(session, SellerInfo)
    return seller.email if seller else ""


async def list_sites() -> list[Site]:
    """Every tenant's public site. The first tenant is at the address of the installation, the others at their own."""
    async with transaction() as session:
        tenants, hosts = await list_tenants(session), await list_hosts(session)
    return [await _site_of(tenant, hosts.get(tenant.id, []), is_first=tenant is tenants[0]) for tenant in tenants]


async def _site_of(tenant: Tenant, hosts: list[str], *, is_first: bool) -> Site:
    async with unit_of_work(tenant.id) as session:
        identity = await find_setting(session, SiteIdentity)
    settings = get_settings()
    names = [*hosts, *([urlsplit(settings.base_url).hostname or "", *_LOCAL_HOSTS] if is_first else [])]
    return Site(
        tenant.id,
        settings.base_url if is_first or not hosts else f"https://{hosts[0]}",
        tuple(dict.fromkeys(filter(None, names))),
        name=identity.site_name if identity else tenant.name,
        claim={"it": identity.claim_it, "en": identity.claim_en} if identity else {},
        contact=identity.contact_email if identity else "",
        hidden=_NOT_FOR_ROBOTS,
    )


async def read_state(session: AsyncSession, kind: type[Setting]) -> SettingState:
    """What a section shows of a setting. Version 0 was never given."""
    row = (await session.execute(select(SiteSetting).where(SiteSetting.setting_key == kind.key))).scalar_one_or_none()
    columns = (SettingSecret.field, SettingSecret.updated_at, SettingSecret.updated_by)
    given = await session.execute(select(*columns).where(SettingSecret.setting_key == kind.key))
    secrets = {field: Kept(at, by) for field, at, by in given}
    if row is None:
        return SettingState(0, None, None, secrets)
    return SettingState(row.version, row.setting_value, Kept(row.updated_at, row.updated_by), secrets)


async def list_versions(session: AsyncSession, kind: type[Setting]) -> list[SettingVersion]:
    """The setting's newest versions, the newest first."""
    query = select(SettingVersion).where(SettingVersion.setting_key == kind.key)
    rows = await session.execute(query.order_by(SettingVersion.version.desc()).limit(_NEWEST_VERSIONS))
    return list(rows.scalars())


async def get_version(session: AsyncSession, kind: type[Setting], version: int) -> SettingVersion:
    """One version of a setting. Raises SettingVersionNotFound."""
    query = select(SettingVersion).where(SettingVersion.setting_key == kind.key, SettingVersion.version == version)
    found = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise SettingVersionNotFound
    return found


async def _open_secrets(session: AsyncSession, kind: type[Setting]) -> dict[str, str]:
    rows = await session.execute(
        select(SettingSecret.id, SettingSecret.field, SettingSecret.sealed).where(
            SettingSecret.setting_key == kind.key, SettingSecret.field.in_(kind.secret_fields())
        )
    )
    return {
        field: unseal(sealed, place=place_of("setting_secrets", "sealed", row_id)) for row_id, field, sealed in rows
    }
