"""How many of a thing somebody may want."""

from typing import Any

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark

MOST_OF_ONE = 100
MOST_LINES = 50
_WHOLE = mark("La quantità è un numero intero da 1 a {most}.")


def read_quantity(given: Any, field: str = "quantity") -> int:
    """The quantity that a form or a program means. Raises InvalidInput for all but whole numbers from 1 to 100."""
    text = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
    is_whole = text.isascii() and text.isdigit() and len(text) <= 4
    if not is_whole or not 1 <= int(text) <= MOST_OF_ONE:
        raise InvalidInput([FieldError(field, "INVALID_QUANTITY", _WHOLE, {"most": MOST_OF_ONE})])
    return int(text)
