"""One's own data over HTTP: a copy of them, and their erasure."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.accounts.models import PrivacyRequest, RequestKind
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.privacy_requests import (
    find_open_request,
    get_own_request,
    list_own_requests,
)
from aistrategyhub.features.accounts.rules.privacy_requests import NothingToCancel
from aistrategyhub.features.accounts.service.privacy_requests import (
    cancel_erasure,
    file_of,
    is_fetchable,
    request_export,
)
from aistrategyhub.features.portal.links import export_path
from aistrategyhub.features.portal.schemas.privacy import ErasureBody, ExportBody
from aistrategyhub.features.portal.service.erasure import ask_for_erasure
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

router = APIRouter(tags=["accounts"])


@router.post("/users/me/export", status_code=202)
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def start_export() -> Envelope[ExportBody]:
    """Asks for a copy of everything that is kept about the person signed in; asking twice makes one."""
    async with unit_of_work() as session:
        return ok(_export(await request_export(session, current_principal().person_id, language=current_locale())))


@router.get("/users/me/export")
@requires(AccountsPermission.READ_OWN)
async def list_exports() -> Envelope[list[ExportBody]]:
    """The copies that were asked for, the newest first."""
    async with unit_of_work() as session:
        requests = await list_own_requests(session, current_principal().person_id)
    return ok([_export(request) for request in requests if request.kind is RequestKind.EXPORT])


@router.get("/users/me/export/{request_id}/file")
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def export_file(request_id: UUID) -> StreamingResponse:
    """The archive. Only for the person themselves, signed in, for a week."""
    async with unit_of_work() as session:
        key = file_of(await get_own_request(session, request_id, current_principal().person_id))
    headers = {
        "Content-Disposition": 'attachment; filename="dati-personali.zip"',
        "Cache-Control": "private, no-store",
    }
    content = await storage_for(get_settings()).stream(key)
    return StreamingResponse(content, media_type="application/zip", headers=headers)


@router.delete("/users/me", status_code=202)
@requires(AccountsPermission.MANAGE_OWN, step_up=True)
async def delete_me() -> Envelope[ErasureBody]:
    """Asks for the erasure of the account, carried out after a week in which it can be cancelled."""
    async with unit_of_work() as session:
        return ok(_erasure(await ask_for_erasure(session, current_principal().person_id, language=current_locale())))


@router.get("/users/me/erasure")
@requires(AccountsPermission.READ_OWN)
async def waiting_erasure() -> Envelope[ErasureBody]:
    """The erasure that waits."""
    async with unit_of_work() as session:
        waiting = await find_open_request(session, current_principal().person_id, RequestKind.ERASURE)
    if waiting is None:
        raise NothingToCancel
    return ok(_erasure(waiting))


@router.delete("/users/me/erasure", status_code=204)
@requires(AccountsPermission.MANAGE_OWN)
async def keep_me() -> None:
    """Cancels the erasure that waits."""
    async with unit_of_work() as session:
        await cancel_erasure(session, current_principal().person_id)


def _export(request: PrivacyRequest) -> ExportBody:
    url = get_settings().base_url + export_path(request.id) if is_fetchable(request) else None
    return ExportBody.of(request, url)


def _erasure(request: PrivacyRequest) -> ErasureBody:
    return ErasureBody.model_validate(request, from_attributes=True)
