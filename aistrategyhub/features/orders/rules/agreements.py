"""What a buyer agrees to when ordering: the words that are shown and kept, and who is asked for what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import _, mark, speaking
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.orders.models import ConsentKind

VERSION = "2026-11-22"
"""The day on which any of these words was last changed."""

TERMS = mark("Ho letto e accetto le condizioni di vendita.")
EARLY_SERVICE = mark(
    "Chiedo che il servizio cominci subito, senza aspettare i 14 giorni del recesso. So che se poi recedo pago la parte"
    " già svolta, e che a servizio concluso il recesso non spetta più (artt. 51, 57 e 59 Codice del consumo)."
)
EARLY_DIGITAL = mark(
    "Chiedo di avere subito il contenuto digitale e accetto di perdere per questo il diritto di recesso (art. 59, lett."
    " o, Codice del consumo)."
)
_MUST_AGREE = mark("Per ordinare serve accettare le condizioni di vendita.")


@dataclass(frozen=True)
class Agreed:
    """A yes, with the words it answers to."""

    kind: ConsentKind
    wording: str


def early_start_words(kinds: Collection[ItemKind], locale: str) -> str:
    """What a consumer may ask of items of these kinds: that they begin before the days to withdraw are over."""
    sentences = []
    if set(kinds) - {ItemKind.DIGITAL}:
        sentences.append(EARLY_SERVICE)
    if ItemKind.DIGITAL in kinds:
        sentences.append(EARLY_DIGITAL)
    with speaking(locale):
        return " ".join(_(sentence) for sentence in sentences)


def missing_agreements(ticked: Mapping[str, Any]) -> list[FieldError]:
    """What cannot be ordered without and was not ticked."""
    if ticked.get(ConsentKind.TERMS):
        return []
    return [FieldError(ConsentKind.TERMS, "TERMS_REQUIRED", _MUST_AGREE)]


def read_agreements(
    ticked: Mapping[str, Any], *, is_consumer: bool, kinds: Collection[ItemKind], locale: str
) -> Sequence[Agreed]:
    """What was agreed to by ticking `terms` and, for consumers, `early_start`. Raises InvalidInput without terms."""
    if missing := missing_agreements(ticked):
        raise InvalidInput(missing)
    with speaking(locale):
        agreed = [Agreed(ConsentKind.TERMS, _(TERMS))]
    if is_consumer and ticked.get(ConsentKind.EARLY_START):
        agreed.append(Agreed(ConsentKind.EARLY_START, early_start_words(kinds, locale)))
    return agreed
