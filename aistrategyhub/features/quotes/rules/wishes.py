"""What a request must say. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.fields import Fields
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.schemas import Question
from aistrategyhub.features.contact.rules import read_phone, read_words
from aistrategyhub.features.quotes.rules.asking import read_answers
from aistrategyhub.features.quotes.schemas import Wish

KNOWN = frozenset({"name", "email", "phone", "company", "message", "consent"})


def read_wish(data: Mapping[str, Any], questions: Sequence[Question], answers: Mapping[str, Any]) -> Wish:
    """The request that these fields hold. Raises InvalidInput with every wrong field.

    Without questions to answer, the message has to say what is wanted.
    """
    fields = Fields(data, KNOWN, "request")
    name, email = fields.text("name", 120), fields.email("email")
    if not name:
        fields.refuse("name", "REQUIRED", mark("Scrivi il tuo nome."))
    if not email:
        fields.refuse("email", "REQUIRED", mark("Scrivi l’indirizzo e-mail a cui mandare il preventivo."))
    phone, company = read_phone(fields), fields.text("company", 160)
    words = read_words(fields, "" if questions else mark("Scrivi in poche righe di che cosa hai bisogno."))
    if data.get("consent") is not True:
        fields.refuse("consent", "REQUIRED", mark("Senza questa conferma non possiamo rispondere: spuntala."))
    answered, errors = read_answers(questions, answers)
    if fields.errors or errors:
        raise InvalidInput([*fields.errors.values(), *errors])
    return Wish(name, email, phone, company, words, answered)


def read_pasted(data: Mapping[str, Any]) -> Wish:
    """The request that a colleague writes down. Raises InvalidInput with every wrong field."""
    known = KNOWN - {"consent", "phone"}
    fields = Fields({name: data.get(name) for name in known}, known, "request")
    name, email = fields.text("name", 120), fields.email("email")
    if not name:
        fields.refuse("name", "REQUIRED", mark("Scrivi chi ha chiesto il preventivo."))
    if not email:
        fields.refuse("email", "REQUIRED", mark("Scrivi l’indirizzo e-mail a cui mandare il preventivo."))
    company = fields.text("company", 160)
    words = read_words(fields, mark("Incolla le parole della richiesta."))
    if fields.errors:
        raise InvalidInput(list(fields.errors.values()))
    return Wish(name, email, "", company, words)


def form_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of a page sends, without its questions; a ticked box is a yes."""
    return {name: data.get(name) for name in KNOWN - {"consent"}} | {"consent": bool(data.get("consent"))}
