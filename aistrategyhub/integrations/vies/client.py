"""The client of VIES over HTTP (https://ec.europa.eu/taxation_customs/vies/#/technical-information)."""

from typing import Any

import httpx

from aistrategyhub.integrations.vies.gateway import RegisterAnswer, RegisterUnavailable, VatNumber

_CHECK = "/check-vat-number"
# Somebody waits for the answer at the checkout, and can buy without it.
_SECONDS = 8.0
# So the states write what they do not tell.
_UNTOLD = "---"
_ANSWERS = {"", "VALID", "INVALID", "INVALID_INPUT"}


class ViesClient:
    """VIES at one address."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    async def look_up(self, number: VatNumber, *, asking: VatNumber) -> RegisterAnswer:
        question = {
            "countryCode": number.state,
            "vatNumber": number.number,
            "requesterMemberStateCode": asking.state,
            "requesterNumber": asking.number,
        }
        try:
            async with httpx.AsyncClient(timeout=_SECONDS) as client:
                response = await client.post(self._address + _CHECK, json=question)
                told = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise RegisterUnavailable(type(error).__name__) from error
        return _read(told, response.status_code)


def _read(told: Any, status: int) -> RegisterAnswer:
    if not isinstance(told, dict):
        raise RegisterUnavailable("no object")
    problem = _problem_of(told)
    if problem == "INVALID_INPUT":
        return RegisterAnswer(is_valid=False)
    if problem not in _ANSWERS or status >= httpx.codes.BAD_REQUEST or not isinstance(told.get("valid"), bool):
        raise RegisterUnavailable(problem or f"HTTP {status}")
    return RegisterAnswer(
        is_valid=told["valid"],
        name=_told(told, "name"),
        address=_told(told, "address"),
        consultation=_told(told, "requestIdentifier"),
    )


def _problem_of(told: dict[str, Any]) -> str:
    wrappers = told.get("errorWrappers") or [{}]
    return str(wrappers[0].get("error") or told.get("userError") or "")


def _told(told: dict[str, Any], name: str) -> str:
    lines = [" ".join(line.split()) for line in str(told.get(name) or "").splitlines()]
    text = ", ".join(line for line in lines if line)
    return "" if text == _UNTOLD else text
