"""The JSON API at `/api/v1`: routers of the rooms, one error door, and a census that no route escapes."""

from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from aistrategyhub import __version__
from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, mark
from aistrategyhub.infra.http.body_limit import LARGEST_BODY_BYTES
from aistrategyhub.infra.http.envelope import ErrorDetail, ErrorEnvelope, refusal, refusal_of

API_PREFIX = "/api/v1"

log = structlog.get_logger(__name__)

_SENTENCES = {
    400: ("BAD_REQUEST", mark("La richiesta non è leggibile.")),
    401: ("SIGN_IN_REQUIRED", mark("Per continuare serve accedere.")),
    403: ("PERMISSION_DENIED", mark("Non hai il permesso per questa operazione.")),
    404: ("NOT_FOUND", mark("Qui non c'è nulla: controlla l'indirizzo.")),
    405: ("METHOD_NOT_ALLOWED", mark("Questo metodo non è ammesso qui.")),
    413: ("BODY_TOO_LARGE", mark("La richiesta è troppo grande.")),
    415: ("UNSUPPORTED_MEDIA_TYPE", mark("Il tipo di contenuto non è ammesso.")),
    500: ("INTERNAL_ERROR", mark("Qualcosa non ha funzionato. Riprova; se continua, scrivici citando il codice {id}.")),
}

# Sentences for pydantic's error types; any other type gets the general one.
_FIELD_SENTENCES = {
    "missing": mark("Questo campo è obbligatorio."),
    "extra_forbidden": mark("Questo campo non è previsto."),
    "string_type": mark("Qui serve un testo."),
    "string_too_long": mark("Il testo è troppo lungo: al massimo {max_length} caratteri."),
    "string_too_short": mark("Il testo è troppo corto: almeno {min_length} caratteri."),
    "int_type": mark("Qui serve un numero intero."),
    "int_parsing": mark("Qui serve un numero intero."),
    "greater_than_equal": mark("Il valore minimo è {ge}."),
    "less_than_equal": mark("Il valore massimo è {le}."),
    "too_short": mark("Servono almeno {min_length} elementi."),
    "too_long": mark("Sono ammessi al massimo {max_length} elementi."),
    "json_invalid": mark("Il corpo della richiesta non è JSON valido."),
}
_ANY_FIELD = mark("Questo valore non è valido.")


class UnguardedRoute(RuntimeError):
    """A route declares neither `requires` nor `public`: the application does not start."""


def build_api(routers: Sequence[APIRouter], root_routers: Sequence[APIRouter]) -> FastAPI:
    """The FastAPI application with the rooms' routes. Raises UnguardedRoute when one declares no right to call it."""
    api = FastAPI(
        title="AIStrategyHub",
        version=__version__,
        description="Every answer is an envelope: `success`, `data` or `error`, and `meta` with the request id.",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API_PREFIX}/openapi.json",
        responses={"default": {"model": ErrorEnvelope, "description": "A refusal"}},
        redirect_slashes=False,
    )
    for router in routers:
        api.include_router(router, prefix=API_PREFIX, max_body_size=LARGEST_BODY_BYTES)
    for router in root_routers:
        api.include_router(router, include_in_schema=False, max_body_size=LARGEST_BODY_BYTES)
    assert_all_guarded([*routers, *root_routers])
    api.include_router(_nothing_here(routers), include_in_schema=False, max_body_size=LARGEST_BODY_BYTES)
    _add_error_doors(api)
    return api


def guarded_routes(routers: Sequence[APIRouter]) -> Iterator[tuple[APIRoute, Any]]:
    """Every route of these routers with its mark, None where there is none."""
    for router in routers:
        for route in router.routes:
            yield route, getattr(getattr(route, "endpoint", None), "__permission__", None)


def assert_all_guarded(routers: Sequence[APIRouter]) -> None:
    """Raises UnguardedRoute naming every route without a mark, included routers and mounts among them."""
    naked = [getattr(route, "path", repr(route)) for route, mark in guarded_routes(routers) if mark is None]
    if naked:
        raise UnguardedRoute(f"routes without requires() or public(): {', '.join(naked)}")


def _nothing_here(routers: Sequence[APIRouter]) -> APIRouter:
    """Unknown API paths answer in the envelope instead of with the site's page."""
    known = [(compile_path(API_PREFIX + route.path)[0], route.methods) for route, _mark in guarded_routes(routers)]
    router = APIRouter()

    @router.api_route(API_PREFIX + "/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @public("tells that there is nothing")
    async def nothing_here(request: Request, path: str) -> JSONResponse:
        allowed = {method for pattern, methods in known if pattern.match(request.url.path) for method in methods}
        status = 405 if allowed else 404
        code, sentence = _SENTENCES[status]
        headers = {"Allow": ", ".join(sorted(allowed))} if allowed else {}
        return refusal(status, code, _(sentence), **headers)

    return router


def _add_error_doors(api: FastAPI) -> None:
    @api.exception_handler(DomainError)
    async def refused(request: Request, error: DomainError) -> JSONResponse:
        return refusal_of(error)

    @api.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        details = [_detail(item) for item in error.errors()]
        return refusal(
            422, "VALIDATION_ERROR", _(mark("Alcuni dati non sono corretti: correggili e riprova.")), details
        )

    @api.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        code, sentence = _SENTENCES.get(error.status_code, _SENTENCES[400])
        return refusal(error.status_code, code, _(sentence), **dict(error.headers or {}))

    @api.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> JSONResponse:
        from aistrategyhub.infra.http.request_context import current_request_id

        log.error("unhandled error in a route", path=request.url.path, exc_info=error)
        code, sentence = _SENTENCES[500]
        return refusal(500, code, _(sentence, id=current_request_id() or "-"))


def _detail(item: dict[str, Any]) -> ErrorDetail:
    path = [str(part) for part in item["loc"] if part not in ("body", "query", "path", "header")]
    context = {key: value for key, value in item.get("ctx", {}).items() if isinstance(value, int | str)}
    sentence = _FIELD_SENTENCES.get(item["type"], _ANY_FIELD)
    return ErrorDetail(field=".".join(path) or "body", code=item["type"].upper(), message=_(sentence, **context))
