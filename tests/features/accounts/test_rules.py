"""Where people go after signing in, and how their passwords are kept."""

import pytest
from passlib.hash import argon2

from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.rules import (
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
        ("/area-clienti#ordini", True),
        ("///evil.example", False),
        ("/./\\evil.example", False),
        ("//evil.example/%2f..", False),
        (" //evil.example", False),
        ("\t//evil.example", False),
        ("／／evil.example", False),
        ("/\u2028/evil.example", False),
        ("/\u202eevil", False),
        ("data:text/html,x", False),
        ("//", False),
        ("/area-clienti\x00", False),
    ],
)
def test_only_paths_of_this_site_are_followed(path: str, kept: bool) -> None:
    assert local_path(path) == (path if kept else None)


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


def test_the_same_letters_typed_on_another_machine_fit() -> None:
    known = hash_password("perch\u00e9 no, perch\u00e9 s\u00ec")
    assert verify_password("perche\u0301 no, perche\u0301 si\u0300", known) == (True, None)
    assert verify_password("perche no, perche si", known) == (False, None)


def test_a_hash_of_the_letters_as_typed_is_accepted_and_replaced() -> None:
    typed = "perche\u0301 no, perche\u0301 si\u0300"
    fits, better = verify_password(typed, argon2.hash(typed))
    assert fits
    assert better is not None
    assert verify_password("perch\u00e9 no, perch\u00e9 s\u00ec", better) == (True, None)
