"""Where people go after signing in, and which passwords they may choose."""

import pytest

from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.rules import (
    PasswordRefused,
    check_new_password,
    hash_password,
    home_route,
    local_path,
    verify_password,
)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/area-clienti", True),
        ("/admin/ordini?stato=da-pagare", True),
        ("", False),
        ("area-clienti", False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("\\\\evil.example", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/\t/evil.example", False),
        ("/\r\nSet-Cookie: a=b", False),
        ("/" + "x" * 500, False),
    ],
)
def test_only_paths_of_this_site_are_followed(path: str, kept: bool) -> None:
    assert local_path(path) == (path if kept else None)


@pytest.mark.parametrize(
    ("password", "is_accepted"),
    [
        ("dodici caratteri", True),
        ("123456789012", True),
        ("12345678901", False),
        ("", False),
        (" " * 12, True),
        ("è" * 512, True),
        ("è" * 513, False),
        ("anna@prova.example", False),
        ("ANNA@prova.example ", False),
    ],
)
def test_length_is_what_counts(password: str, is_accepted: bool) -> None:
    if is_accepted:
        check_new_password(password, "anna@prova.example")
        return
    with pytest.raises(PasswordRefused):
        check_new_password(password, "anna@prova.example")


@pytest.mark.parametrize(
    ("role", "route"),
    [
        (Role.SUPER_ADMIN, "/admin"),
        (Role.ADMIN, "/admin"),
        (Role.EDITOR, "/admin"),
        (Role.SUPPORT, "/admin"),
        (Role.CUSTOMER, "/area-clienti"),
        (Role.GUEST, "/area-clienti"),
    ],
)
def test_home_is_where_the_role_works(role: Role, route: str) -> None:
    assert home_route(role) == route


def test_a_hash_fits_its_password_only() -> None:
    known = hash_password("una frase lunga")
    assert known.startswith("$argon2id$")
    assert verify_password("una frase lunga", known) == (True, None)
    assert verify_password("una frase lunga ", known) == (False, None)
    assert verify_password("x" * 1025, known) == (False, None)
