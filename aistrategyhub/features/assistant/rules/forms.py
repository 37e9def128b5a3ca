"""What was typed about a bot, or for the mail of a conversation. Pure."""

from collections.abc import Mapping
from typing import Any

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant.models import BotStatus, WidgetColour, WidgetSide, WidgetTheme
from aistrategyhub.features.assistant.rules.appearance import LANGUAGE_CHOICES
from aistrategyhub.features.assistant.rules.origins import read_origins
from aistrategyhub.features.prompts.rules import read_budget

_MOST_QUESTIONS = 100_000
_NO_NAME = mark("Manca il nome.")
_WRONG_COUNT = mark("Un numero intero da 0 a {most}.")
_WRONG_BUDGET = mark("Un importo in euro, al massimo con due decimali.")
_TOO_LONG = mark("Al massimo {most} righe di {letters} caratteri.")
_LONGEST_NAME, _LONGEST_GREETING, _LONGEST_WORD = 80, 400, 80


def read_bot(form: Mapping[str, Any]) -> dict[str, Any]:
    """How a bot is to behave. Raises InvalidInput with a sentence for each wrong field."""
    errors: list[FieldError] = []
    typed = {name: str(value or "").strip() for name, value in form.items()}
    name = " ".join(typed.get("name", "").split())[:_LONGEST_NAME]
    if not name:
        errors.append(FieldError("name", "MISSING", _NO_NAME))
    changes: dict[str, Any] = {
        "name": name,
        "greeting": typed.get("greeting", "")[:_LONGEST_GREETING],
        "topics": _lines(typed, "topics", 40, errors),
        "refused_words": _lines(typed, "refused_words", 200, errors),
        "daily_questions": _count(typed, errors),
        "monthly_cents": _cents(typed, errors),
    }
    if typed.get("status") in set(BotStatus):
        changes["status"] = BotStatus(typed["status"])
    if errors:
        raise InvalidInput(errors)
    return changes


def read_recipient(data: Mapping[str, Any]) -> str:
    """The address to which a conversation is to be mailed, once its visitor agreed. Raises InvalidInput."""
    known = frozenset({"email", "consent"})
    fields = Fields({name: data.get(name) for name in known}, known, "email")
    email = fields.email("email")
    if not email:
        fields.refuse("email", "REQUIRED", mark("Scrivi l’indirizzo e-mail a cui spedirla."))
    if data.get("consent") is not True:
        fields.refuse("consent", "REQUIRED", mark("Senza questa conferma non possiamo spedirla: spuntala."))
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return email.lower()


def read_widget(form: Mapping[str, Any]) -> dict[str, Any]:
    """Where the bot may be shown, and how it looks there. Raises InvalidInput with a sentence for each wrong line."""
    typed = {name: str(value or "").strip() for name, value in form.items()}
    changes: dict[str, Any] = {
        "greeting_en": typed.get("greeting_en", "")[:_LONGEST_GREETING],
        "allowed_origins": read_origins(typed.get("allowed_origins", "").splitlines()),
    }
    for name, choices in (("colour", WidgetColour), ("side", WidgetSide), ("theme", WidgetTheme)):
        if typed.get(name) in set(choices):
            changes[f"widget_{name}"] = choices(typed[name])
    if typed.get("languages") in LANGUAGE_CHOICES:
        changes["widget_languages"] = typed["languages"].split(",")
    return changes


def _lines(typed: Mapping[str, str], name: str, most: int, errors: list[FieldError]) -> list[str]:
    lines = list(dict.fromkeys(line.strip() for line in typed.get(name, "").splitlines() if line.strip()))
    if len(lines) > most or any(len(line) > _LONGEST_WORD for line in lines):
        errors.append(FieldError(name, "TOO_LONG", _TOO_LONG, {"most": most, "letters": _LONGEST_WORD}))
    return lines


def _count(typed: Mapping[str, str], errors: list[FieldError]) -> int:
    text = typed.get("daily_questions", "")
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= _MOST_QUESTIONS):
        errors.append(FieldError("daily_questions", "WRONG_NUMBER", _WRONG_COUNT, {"most": _MOST_QUESTIONS}))
        return 0
    return int(text)


def _cents(typed: Mapping[str, str], errors: list[FieldError]) -> int:
    try:
        return read_budget(typed.get("monthly_euro", ""))
    except InvalidInput:
        errors.append(FieldError("monthly_euro", "WRONG_AMOUNT", _WRONG_BUDGET))
        return 0
