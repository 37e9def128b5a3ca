"""Refusals. An error carries a code and values; the edge says the sentence in the person's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from aistrategyhub.core.text import mark


class Kind(StrEnum):
    """What a refusal means to whoever asked; the API answers with the status beside it."""

    INVALID = "invalid"
    UNTRUSTED = "untrusted"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"

    @property
    def http_status(self) -> int:
        return _HTTP_STATUS[self]


_HTTP_STATUS = {
    Kind.INVALID: 422,
    Kind.UNTRUSTED: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
}


class DomainError(Exception):
    """A normal refusal of the business.

    A subclass sets `code` (upper snake case, what programs read), `kind`, and `sentence`: the Italian
    message id with `{placeholders}` filled from the keyword values.
    """

    code: ClassVar[str] = "REFUSED"
    kind: ClassVar[Kind] = Kind.CONFLICT
    sentence: ClassVar[str]
    fields: "Sequence[FieldError]" = ()
    """What of that which was sent it is about, where that can be told."""

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values

    @property
    def present(self) -> Mapping[str, str]:
        """What is there now instead of what was expected, for programs that try again; nothing for most refusals."""
        return {}


@dataclass(frozen=True)
class FieldError:
    """Why one field was refused. `field` is the dotted path in the body, `sentence` an Italian message id."""

    field: str
    code: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)


class InvalidInput(DomainError):
    """One or more fields were refused; nothing was created."""

    code = "VALIDATION_ERROR"
    kind = Kind.INVALID
    sentence = mark("Alcuni dati non sono corretti: correggili e riprova.")

    def __init__(self, fields: list[FieldError]) -> None:
        super().__init__()
        self.fields = fields
