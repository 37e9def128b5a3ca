"""The shape of every API answer (API-01): success, data or error, meta, and pagination for lists."""

from datetime import datetime
from math import ceil
from typing import Any, Generic, TypeVar

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import _
from aistrategyhub.infra.http.request_context import current_request_id

T = TypeVar("T")


class Meta(BaseModel):
    """When it was answered, and the id that the logs know the request by."""

    timestamp: datetime = Field(default_factory=now)
    request_id: str = Field(default_factory=lambda: current_request_id() or str(new_id()))


class Pagination(BaseModel):
    """Where in a list this page is. A very long list, or a search that finds a great deal, is not counted to its end:
    then `is_total_exact` is false and there are more than `total`."""

    total: int = Field(examples=[150])
    is_total_exact: bool = True
    page: int = Field(examples=[1])
    per_page: int = Field(examples=[20])
    total_pages: int = Field(examples=[8])
    has_next: bool = Field(examples=[True])
    has_prev: bool = Field(examples=[False])
    next_cursor: str | None = Field(default=None, description="Where a list that has cursors goes on")

    @classmethod
    def of(
        cls, *, total: int, page: int, per_page: int, is_exact: bool = True, next_cursor: str | None = None
    ) -> "Pagination":
        total_pages = max(1, ceil(total / per_page))
        return cls(
            total=total,
            is_total_exact=is_exact,
            next_cursor=next_cursor,
            page=page,
            per_page=per_page,
            total_pages=total_pages,
            has_next=page < total_pages,
            has_prev=page > 1,
        )


class Envelope(BaseModel, Generic[T]):
    """One thing."""

    success: bool = True
    data: T
    meta: Meta = Field(default_factory=Meta)


class PagedEnvelope(BaseModel, Generic[T]):
    """One page of things."""

    success: bool = True
    data: list[T]
    meta: Meta = Field(default_factory=Meta)
    pagination: Pagination


class ErrorDetail(BaseModel):
    """Why one field was refused."""

    field: str = Field(examples=["buyer.vat_number"])
    code: str = Field(examples=["INVALID_VAT_NUMBER"])
    message: str = Field(examples=["La partita IVA non è valida: controlla le 11 cifre."])


class ErrorBody(BaseModel):
    """A refusal: `code` is for programs, `message` for the person, in their language."""

    code: str = Field(examples=["VALIDATION_ERROR"])
    message: str
    details: list[ErrorDetail] = Field(default_factory=list)


class ErrorEnvelope(BaseModel):
    """What every refusal looks like."""

    success: bool = False
    error: ErrorBody
    meta: Meta = Field(default_factory=Meta)


def ok(data: T) -> Envelope[T]:
    """The answer of a route that has one thing to say."""
    return Envelope(data=data)


def paged(data: list[T], *, total: int, page: int, per_page: int) -> PagedEnvelope[T]:
    """The answer of a route that lists."""
    return PagedEnvelope(data=data, pagination=Pagination.of(total=total, page=page, per_page=per_page))


def refusal(
    status: int, code: str, message: str, details: list[ErrorDetail] | None = None, **headers: str
) -> JSONResponse:
    """A refusal in the envelope."""
    body = ErrorEnvelope(error=ErrorBody(code=code, message=message, details=details or []))
    return JSONResponse(body.model_dump(mode="json"), status_code=status, headers=headers)


def refusal_of(error: DomainError) -> JSONResponse:
    """A domain error as an answer, its sentence in the language of the request."""
    details = [
        ErrorDetail(field=item.field, code=item.code, message=_(item.sentence, **item.values)) for item in error.fields
    ]
    details += [ErrorDetail(field=name, code="PRESENT", message=told) for name, told in error.present.items()]
    headers: dict[str, Any] = {}
    if (wait := error.values.get("retry_after")) is not None:
        headers["Retry-After"] = str(wait)
    return refusal(error.kind.http_status, error.code, _(error.sentence, **error.values), details, **headers)


def download(content: bytes, media_type: str, name: str) -> Response:
    """A private file to be kept under a name (ASCII, without quotes); no cache on the way may hold it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)
