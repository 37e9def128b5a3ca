"""Reading a body of texts somebody sent: tidy values out, one clear error for each wrong field."""

from collections.abc import Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email

from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.latin import has_control_characters, has_latin_form, latin, one_line
from aistrategyhub.core.text import mark

NOT_AN_OBJECT = mark("Servono i dati come oggetto con i suoi campi.")
NOT_A_TEXT = mark("Scrivi questo dato come testo.")
UNKNOWN_FIELD = mark("Questo campo non è previsto: toglilo.")
UNPRINTABLE = mark("Il testo contiene caratteri non stampabili: riscrivilo.")
TOO_LONG = mark("Il testo supera i {longest} caratteri ammessi.")
NOT_LATIN = mark("La fattura elettronica ammette solo lettere latine: riscrivi questo dato senza altri simboli.")
INVALID_EMAIL = mark("L'indirizzo non è valido: scrivilo come nome@dominio.it.")


class Fields:
    """The texts of one body and the first error of each field; `section` is a body inside the body."""

    def __init__(self, data: object, known: frozenset[str], whole: str) -> None:
        self.errors: dict[str, FieldError] = {}
        self._open(data, known, whole, "")

    def section(self, name: str, known: frozenset[str]) -> "Fields":
        """The body nested under `name`; its errors carry dotted paths and are collected here."""
        nested = object.__new__(Fields)
        nested.errors = self.errors
        nested._open(self.data.get(name), known, name, f"{name}.")
        return nested

    def _open(self, data: object, known: frozenset[str], whole: str, prefix: str) -> None:
        self.prefix = prefix
        self.data: Mapping[Any, Any] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            self.errors[whole] = FieldError(whole, "INVALID_TYPE", NOT_AN_OBJECT)
        for name in self.data:
            if name not in known:
                self.refuse(str(name)[:40], "UNKNOWN_FIELD", UNKNOWN_FIELD)

    def refuse(self, name: str, code: str, sentence: str, **values: Any) -> None:
        """Refuses a field; the first reason given is the one that stays."""
        path = self.prefix + name
        self.errors.setdefault(path, FieldError(path, code, sentence, values))

    def is_wrong(self, *names: str) -> bool:
        return any(self.prefix + name in self.errors for name in names)

    def text(self, name: str, longest: int) -> str:
        """The field on one line; empty when absent, null or refused."""
        value = self.data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(name, "INVALID_TYPE", NOT_A_TEXT)
            return ""
        if has_control_characters(value.strip()):
            self.refuse(name, "INVALID_CHARACTERS", UNPRINTABLE)
            return ""
        tidy = one_line(value)
        if len(tidy) > longest or len(latin(tidy)) > longest:
            self.refuse(name, "TOO_LONG", TOO_LONG, longest=longest)
            return ""
        return tidy

    def printed(self, name: str, longest: int) -> str:
        """A text that an electronic invoice prints: its letters must have a Latin form."""
        text = self.text(name, longest)
        if has_latin_form(text):
            return text
        self.refuse(name, "NOT_LATIN", NOT_LATIN)
        return ""

    def required(self, name: str, longest: int, sentence: str) -> str:
        """A printed text that cannot be empty; `sentence` asks for it."""
        text = self.printed(name, longest)
        if not text:
            self.refuse(name, "REQUIRED", sentence)
        return text

    def email(self, name: str) -> str:
        """An e-mail address by its syntax alone, its domain in ASCII; empty when absent or refused."""
        text = self.text(name, 254)
        if not text:
            return ""
        try:
            # Without `test_environment` the reserved domain .test, where demo people live, would be refused.
            checked = validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True)
        except EmailNotValidError:
            self.refuse(name, "INVALID_EMAIL", INVALID_EMAIL)
            return ""
        return checked.ascii_email or checked.normalized
