"""What was typed in the screens of prompts: wordings, budgets, prices. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import get_args

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import mark
from aistrategyhub.features.prompts.schemas import ModelPrice, ModelPrices, Wording
from aistrategyhub.integrations.anthropic.gateway import Effort

EFFORTS: tuple[str, ...] = get_args(Effort)
LONGEST_INSTRUCTIONS = 12_000
LEAST_TOKENS, MOST_TOKENS = 256, 16_000
_MOST_EURO = 10_000
_MOST_PRICES = 200
_PRICE_WORDS = 6
_ASK_INSTRUCTIONS = mark("Scrivi le istruzioni per il modello.")
_LONG_INSTRUCTIONS = mark("Le istruzioni superano i {longest} caratteri.")
_WRONG_TOKENS = mark("Scrivi un numero da {least} a {most}.")
_UNKNOWN_CHOICE = mark("Scegli una delle voci dell’elenco.")
_LONG_NOTE = mark("La nota supera i {longest} caratteri.")
_LONGEST_NOTE = 200


def read_wording(form: Mapping[str, str], models: Sequence[str]) -> tuple[Wording, str]:
    """What was typed as a wording, and the note. Raises InvalidInput."""
    errors = []
    instructions, note = form.get("instructions", "").strip(), form.get("note", "").strip()
    if not instructions:
        errors.append(FieldError("instructions", "REQUIRED", _ASK_INSTRUCTIONS))
    elif len(instructions) > LONGEST_INSTRUCTIONS:
        errors.append(FieldError("instructions", "TOO_LONG", _LONG_INSTRUCTIONS, {"longest": LONGEST_INSTRUCTIONS}))
    if len(note) > _LONGEST_NOTE:
        errors.append(FieldError("note", "TOO_LONG", _LONG_NOTE, {"longest": _LONGEST_NOTE}))
    tokens = form.get("max_tokens", "").strip()
    count = int(tokens) if tokens.isascii() and tokens.isdigit() and len(tokens) < 7 else 0
    if not LEAST_TOKENS <= count <= MOST_TOKENS:
        values = {"least": LEAST_TOKENS, "most": MOST_TOKENS}
        errors.append(FieldError("max_tokens", "OUT_OF_RANGE", _WRONG_TOKENS, values))
    for name, known in (("model", models), ("effort", EFFORTS)):
        if form.get(name, "") not in known:
            errors.append(FieldError(name, "UNKNOWN", _UNKNOWN_CHOICE))
    if errors:
        raise InvalidInput(errors)
    return Wording(0, form["model"], form["effort"], count, instructions), note


_WRONG_BUDGET = mark("Scrivi un importo in euro da 0 a {most}, con al massimo due decimali: per esempio 20,00.")
_WRONG_RATE = mark("Scrivi quanti euro vale un dollaro: per esempio 0,92.")
_WRONG_LINE = mark(
    "Riga {line}: servono modello, data (anno-mese-giorno) e quattro prezzi in dollari, separati da punto e virgola."
)
_TOO_MANY_PRICES = mark("Al massimo {most} prezzi.")
_SAME_DAY = mark("Riga {line}: questo modello ha già un prezzo da quel giorno.")


def read_budget(text: str) -> int:
    """An amount in euro as cents. Raises InvalidInput (`budget`)."""
    amount = _number(text)
    if amount is None or not 0 <= amount <= _MOST_EURO or amount != amount.quantize(Decimal("0.01")):
        raise InvalidInput([FieldError("budget", "WRONG_AMOUNT", _WRONG_BUDGET, {"most": _MOST_EURO})])
    return int(amount * 100)


def read_prices(form: Mapping[str, str]) -> ModelPrices:
    """What a dollar is worth and one price a line. Raises InvalidInput naming the line."""
    errors = []
    rate = _number(form.get("euro_per_dollar", ""))
    if rate is None or not 0 < rate <= 10:
        errors.append(FieldError("euro_per_dollar", "WRONG_RATE", _WRONG_RATE))
    prices: list[ModelPrice] = []
    try:
        prices = list(_price_lines(form.get("prices", "")))
    except InvalidInput as refusal:
        errors += refusal.fields
    if errors:
        raise InvalidInput(errors)
    assert rate is not None
    return ModelPrices(euro_per_dollar=rate, prices=tuple(sorted(prices, key=lambda one: (one.model, one.since))))


def written_prices(prices: Sequence[ModelPrice]) -> str:
    """The prices as they are typed."""
    lines = (
        "; ".join(
            [one.model, one.since.isoformat(), *map(str, (one.prompt, one.answer, one.cache_read, one.cache_write))]
        )
        for one in prices
    )
    return "\n".join(lines)


def _price_lines(text: str) -> Iterator[ModelPrice]:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > _MOST_PRICES:
        raise InvalidInput([FieldError("prices", "TOO_MANY", _TOO_MANY_PRICES, {"most": _MOST_PRICES})])
    known = set()
    for number, line in lines:
        price = _price_line(line)
        if price is None:
            raise InvalidInput([FieldError("prices", "WRONG_LINE", _WRONG_LINE, {"line": number})])
        if (price.model, price.since) in known:
            raise InvalidInput([FieldError("prices", "SAME_DAY", _SAME_DAY, {"line": number})])
        known.add((price.model, price.since))
        yield price


def _price_line(line: str) -> ModelPrice | None:
    words = [word.strip() for word in line.split(";")]
    if len(words) != _PRICE_WORDS or not words[0] or len(words[0]) > 80:
        return None
    numbers = [_number(word) for word in words[2:]]
    try:
        since = date.fromisoformat(words[1])
    except ValueError:
        return None
    prompt, answer, cache_read, cache_write = numbers
    if (
        prompt is None
        or answer is None
        or cache_read is None
        or cache_write is None
        or min(filter(None, numbers), default=0) < 0
    ):
        return None
    return ModelPrice(
        model=words[0], since=since, prompt=prompt, answer=answer, cache_read=cache_read, cache_write=cache_write
    )


def _number(text: str) -> Decimal | None:
    """A number with a comma or a point, neither infinite nor longer than anybody writes."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if len(text) < 20 and number.is_finite() else None
