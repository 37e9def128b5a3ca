"""What is found wrong in a document or a file, said by the code that SdI gives it."""

from dataclasses import dataclass, field
from typing import Any

from aistrategyhub.core.text import _
from aistrategyhub.features.invoicing.fatturapa.rules import RULES


@dataclass(frozen=True, slots=True)
class Finding:
    """Why SdI would refuse the document: its code, the place, and an Italian message id with its values."""

    code: str
    place: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What is wrong, in the language of the moment."""
        return _(self.sentence, **self.values)

    @property
    def remedy(self) -> str:
        """How to mend it, in the language of the moment."""
        remedy = RULES[self.code].remedy
        return _(remedy) if remedy else ""


def kept_finding(code: str, words: str, remedy: str = "") -> dict[str, str]:
    """A finding as it is kept beside a file; `remedy` is an Italian message id, that of the code unless given, empty
    where we know none."""
    rule = RULES.get(code)
    return {"code": code, "words": words, "remedy": remedy or (rule and rule.remedy) or ""}
