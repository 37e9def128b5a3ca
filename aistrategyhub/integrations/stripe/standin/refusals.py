"""How Stripe says no: docs.stripe.com/api/errors."""

from typing import Any

_DOCS = "https://stripe.com/docs/error-codes/"


class ApiError(Exception):
    """An error answer. `keeps_effects` is for a payment that failed: the refusal itself is on record."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type_: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        decline_code: str | None = None,
        about: dict[str, Any] | None = None,
        keeps_effects: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.type = type_
        self.code = code
        self.param = param
        self.decline_code = decline_code
        self.about = about or {}
        self.keeps_effects = keeps_effects

    def body(self) -> dict[str, Any]:
        """The JSON that Stripe would answer with."""
        error: dict[str, Any] = {"message": self.message, "type": self.type}
        if self.code:
            error |= {"code": self.code, "doc_url": _DOCS + self.code.replace("_", "-")}
        if self.decline_code:
            error["decline_code"] = self.decline_code
        if self.param:
            error["param"] = self.param
        return {"error": error | self.about}


def invalid(
    message: str, param: str | None = None, code: str | None = None, about: dict[str, Any] | None = None
) -> ApiError:
    """A request that can never succeed as it is."""
    return ApiError(400, message, param=param, code=code, about=about)


def missing_object(kind: str, object_id: str, param: str = "id") -> ApiError:
    """An id that stands for nothing here."""
    return ApiError(404, f"No such {kind}: '{object_id}'", code="resource_missing", param=param)


def card_error(code: str, message: str, param: str | None = None) -> ApiError:
    """Card data that no bank was asked about, because it cannot be right."""
    return ApiError(402, message, type_="card_error", code=code, param=param)


def not_in_stand_in(what: str, param: str | None = None) -> ApiError:
    """Something the real Stripe does and this stand-in does not. It says so instead of pretending."""
    return ApiError(400, f"The local stand-in of Stripe does not do this: {what}", code="not_in_stand_in", param=param)
