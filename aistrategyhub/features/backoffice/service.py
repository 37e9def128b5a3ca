"""Verbs of the backoffice: a firm's own start, and another try for work that gave up."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.accounts.service import create_person
from aistrategyhub.features.audit.jobs import VERIFY
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.backoffice.schemas import FirmDraft
from aistrategyhub.features.cms.service import open_site
from aistrategyhub.features.invoicing.service import start_numbering
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import Setting, SiteIdentity
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.features.tenants.service import create_tenant, deactivate_tenant, give_domain
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.work import enqueue, retry_dead
from aistrategyhub.prerender import service as prerender


class PasswordMissing(DomainError):
    """A new administrator was named and no password was given."""

    code = "PASSWORD_MISSING"
    kind = Kind.INVALID
    sentence = mark("Manca la password di {email}.")


class WorkNotDead(DomainError):
    """The work is running, done, or being tried again already."""

    code = "WORK_NOT_DEAD"
    sentence = mark("Questo lavoro non è più fermo: aggiorna l'elenco.")


class PageNotFailed(DomainError):
    """The public page is written, waits already, or is there no more."""

    code = "PAGE_NOT_FAILED"
    sentence = mark("Questa pagina non è più fra quelle non riuscite: aggiorna l'elenco.")


async def open_firm(session: AsyncSession, draft: FirmDraft) -> Tenant:
    """The firm's tenant: the one set up before, or a new one that takes the demo firm's place.

    The demo firm's rows stay where they are, behind a tenant that no address leads to.
    """
    current = await first_tenant(session)
    if current is not None and not current.is_demo:
        current.name = draft.identity.site_name
        return current
    if current is not None:
        await deactivate_tenant(session, current)
    return await create_tenant(session, slug="firm", name=draft.identity.site_name)


async def set_up_firm(session: AsyncSession, firm: Tenant, draft: FirmDraft, *, password: str | None) -> bool:
    """Gives the firm its data, first pages, domains, administrator and numbering; whether the administrator is new.

    Repeating it changes only what differs; an administrator who is there keeps their password. Raises
    PasswordMissing, PasswordRefused, DomainTaken or NumberingUnderWay, and then nothing may be committed.
    """
    await _save_if_changed(session, draft.seller)
    known = await find_setting(session, SiteIdentity)
    changes = draft.identity.model_dump(include={"site_name", "contact_email"})
    await _save_if_changed(session, known.model_copy(update=changes) if known else draft.identity)
    await open_site(session, draft.seller, draft.identity)
    for domain in draft.domains:
        await give_domain(session, firm, domain)
    if draft.next_invoice:
        year, number = draft.next_invoice
        await start_numbering(session, year=year, number=number)
    await record(session, "backoffice.firm_set_up", "tenant", firm.id, domains=list(draft.domains))
    return await _add_administrator(session, draft, password)


async def retry_work(session: AsyncSession, work_id: UUID) -> None:
    """Gives dead work of this tenant a new round of attempts. Raises WorkNotDead."""
    if not await retry_dead(session, work_id):
        raise WorkNotDead
    await record(session, "backoffice.work_retried", "work", work_id)


async def retry_page(session: AsyncSession, page_id: UUID) -> None:
    """Has a public page that could not be written tried again at once. Raises PageNotFailed."""
    if not await prerender.retry(session, page_id):
        raise PageNotFailed
    await record(session, "backoffice.page_retried", "page", page_id)


async def write_all_pages(session: AsyncSession) -> None:
    """Has every public page looked for and written again."""
    await prerender.want_all(session)
    await record(session, "backoffice.pages_written_again", "tenant", tenant_of(session))


async def ask_for_verification(session: AsyncSession) -> None:
    """Has the job processes read the whole audit chain; what they find is kept with it."""
    await enqueue(session, VERIFY, max_attempts=3)


async def _save_if_changed(session: AsyncSession, setting: Setting) -> None:
    if await find_setting(session, type(setting)) != setting:
        await save_setting(session, setting)


async def _add_administrator(session: AsyncSession, draft: FirmDraft, password: str | None) -> bool:
    if await find_person_by_email(session, draft.admin_email):
        return False
    if not password:
        raise PasswordMissing(email=draft.admin_email)
    await create_person(
        session,
        email=draft.admin_email,
        password=password,
        role=Role.SUPER_ADMIN,
        first_name=draft.admin_first_name,
        last_name=draft.admin_last_name,
    )
    return True
