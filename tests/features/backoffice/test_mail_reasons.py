"""What staff read when a mail did not arrive: our words, with the carrier's behind."""

import pytest

from aistrategyhub.features.backoffice.rules.lists import problem_label


@pytest.mark.parametrize(
    ("problem", "label"),
    [
        (None, ""),
        ("", ""),
        ("Graph: 400 ErrorInvalidRecipients", "L’indirizzo non è valido. Graph: 400 ErrorInvalidRecipients"),
        ("Graph: 413 ErrorMessageSizeExceeded", "L’e-mail è troppo grande. Graph: 413 ErrorMessageSizeExceeded"),
        ("5.1.10 550 not found", "L’indirizzo non esiste. 5.1.10 550 not found"),
        ("5.2.2 552 over quota", "La casella di chi riceve è piena. 5.2.2 552 over quota"),
        ("5.7.1 550 spam", "Il server di chi riceve l’ha respinta. 5.7.1 550 spam"),
        ("5.0.0 554 no", "5.0.0 554 no"),
        ("casella piena", "casella piena"),
    ],
)
def test_known_words_are_explained(problem: str | None, label: str) -> None:
    assert problem_label(problem) == label
