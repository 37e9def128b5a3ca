"""Why a native form was refused, as the address it leads back to says it. Anybody may have written that address."""

from collections.abc import Mapping
from typing import Any

from aistrategyhub.core.fields import INVALID_EMAIL, TOO_LONG, UNPRINTABLE
from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.rules.new_passwords import PASSWORD_SENTENCES, PASSWORD_VALUES
from aistrategyhub.features.accounts.rules.registration import (
    ASK_CONSENT,
    ASK_EMAIL,
    ASK_FIRST_NAME,
    ASK_LAST_NAME,
    LONGEST_NAME,
    WRONG_PASSWORD,
)

_FIELD_SENTENCES: Mapping[str, str] = {
    "email:REQUIRED": ASK_EMAIL,
    "email:INVALID_EMAIL": INVALID_EMAIL,
    "first_name:REQUIRED": ASK_FIRST_NAME,
    "last_name:REQUIRED": ASK_LAST_NAME,
    "current_password:WRONG_PASSWORD": WRONG_PASSWORD,
    "consents:REQUIRED": ASK_CONSENT,
    **{f"{name}:INVALID_CHARACTERS": UNPRINTABLE for name in ("first_name", "last_name")},
    **{f"{name}:TOO_LONG": TOO_LONG for name in ("first_name", "last_name")},
    **{f"password:{code}": sentence for code, sentence in PASSWORD_SENTENCES.items()},
}
_VALUES: Mapping[str, Any] = {**PASSWORD_VALUES, "longest": LONGEST_NAME}


def field_sentences(code: str) -> dict[str, str]:
    """The sentence of each field that `field:CODE,field:CODE` names, in the language of the moment."""
    told = {}
    for pair in code[:500].split(","):
        if sentence := _FIELD_SENTENCES.get(pair):
            name = pair.partition(":")[0]
            told[name] = _(sentence, **(PASSWORD_VALUES if name == "password" else _VALUES))
    return told
