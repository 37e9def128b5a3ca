"""Which passwords somebody may choose: length counts, and what attackers try first is refused."""

import pytest

from aistrategyhub.features.accounts.rules.new_passwords import PasswordRefused, check_new_password

EMAIL = "anna.ferri@studioferri.example"
WORDS = ["Anna", "Ferri", "Meridiana Compliance S.r.l."]


@pytest.mark.parametrize(
    "password",
    [
        "dodici caratteri",
        "quattro parole a caso",
        "solo lettere minuscole",
        "パスワードではない長い文です",
        "la meridiana segna mezzogiorno",
        "anna va in montagna a sciare",
        "x7#kP2!mQ9$z",
        "8374928374829jason",
        " spazi ai bordi ",
        "perché no? " * 40,
    ],
)
def test_long_enough_and_not_guessed_first(password: str) -> None:
    check_new_password(password, EMAIL, WORDS)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "PASSWORD_TOO_SHORT"),
        ("undici car.", "PASSWORD_TOO_SHORT"),
        ("\ufb01" * 5 + "a", "PASSWORD_TOO_SHORT"),  # a ligature is two letters, and eleven are too few
        ("corto " + "è" * 600, "PASSWORD_TOO_LONG"),
        (" " * 12, "PASSWORD_REPETITIVE"),
        ("aaaaaaaaaaaa", "PASSWORD_REPETITIVE"),
        ("abcabcabcabc", "PASSWORD_REPETITIVE"),
        ("abcabcabcabcab", "PASSWORD_REPETITIVE"),
        ("123456789012", "PASSWORD_REPETITIVE"),
        ("abcdefghijklm", "PASSWORD_REPETITIVE"),
        ("987654321098", "PASSWORD_REPETITIVE"),
        ("qwerty123456", "PASSWORD_COMMON"),
        ("QWERTY123456", "PASSWORD_COMMON"),
        ("ｑｗｅｒｔｙ123456", "PASSWORD_COMMON"),
        ("counterstrike", "PASSWORD_COMMON"),
        ("Password1234", "PASSWORD_COMMON"),
        ("!!password!!", "PASSWORD_COMMON"),
        (EMAIL, "PASSWORD_PREDICTABLE"),
        ("ANNA.FERRI@StudioFerri.example ", "PASSWORD_PREDICTABLE"),
        ("anna.ferri2026", "PASSWORD_PREDICTABLE"),
        ("studioferri.example", "PASSWORD_PREDICTABLE"),
        ("Meridiana2026", "PASSWORD_PREDICTABLE"),
        ("meridianacompliance", "PASSWORD_PREDICTABLE"),
        ("AIStrategyHub1!", "PASSWORD_PREDICTABLE"),
    ],
)
def test_what_is_tried_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(PasswordRefused) as refusal:
        check_new_password(password, EMAIL, WORDS)
    [error] = refusal.value.fields
    assert (error.field, error.code) == ("password", code)
    assert not password or password not in str(error)
