"""Where people go, and how a password is kept. Pure: no database, no clock."""

from passlib.context import CryptContext

from aistrategyhub.core.access import Role
from aistrategyhub.core.email_addresses import canonical_address
from aistrategyhub.features.accounts.rules.new_passwords import (
    LONGEST_PASSWORD_BYTES,
    SHORTEST_PASSWORD,
    PasswordRefused,
    check_new_password,
    normal_password,
)

__all__ = [
    "LONGEST_PASSWORD_BYTES",
    "NOBODYS_HASH",
    "SHORTEST_PASSWORD",
    "PasswordRefused",
    "address_of",
    "check_new_password",
    "hash_password",
    "home_route",
    "local_path",
    "normal_password",
    "verify_password",
]


# argon2id at 19 MiB and two passes is OWASP's floor; bcrypt hashes of older systems are accepted and upgraded.
_PASSWORDS = CryptContext(
    schemes=["argon2", "bcrypt"],
    deprecated=["bcrypt"],
    argon2__type="ID",
    argon2__memory_cost=19 * 1024,
    argon2__time_cost=2,
    argon2__parallelism=1,
    bcrypt__rounds=12,
)

# Verified in place of a missing account's hash, so that an unknown address takes as long as a known one.
NOBODYS_HASH = _PASSWORDS.hash("nobody has this password")


def home_route(role: Role) -> str:
    """Where somebody of this role arrives after signing in."""
    return "/area-clienti" if role in (Role.CUSTOMER, Role.GUEST) else "/admin"


def local_path(path: str) -> str | None:
    """The path when it stays on this site: no scheme, no host, no backslash or control character tricks."""
    is_local = path.startswith("/") and not path.startswith("//")
    return path if is_local and "\\" not in path and path.isprintable() and len(path) <= 500 else None


def address_of(typed: str) -> str:
    """The address that somebody tries to sign in with; what is no address is kept as far as a database keeps it."""
    return canonical_address(typed) or "".join(letter for letter in typed if letter.isprintable()).strip()[:255]


def hash_password(password: str) -> str:
    """An argon2id hash. Slow on purpose: call it in a thread."""
    return _PASSWORDS.hash(normal_password(password))


def verify_password(password: str, password_hash: str) -> tuple[bool, str | None]:
    """Whether the password fits, and a new hash when the old one should be replaced. Call it in a thread."""
    if len(password.encode()) > LONGEST_PASSWORD_BYTES:
        return False, None
    plain = normal_password(password)
    does_fit, better_hash = _PASSWORDS.verify_and_update(plain, password_hash)
    if does_fit or plain == password:
        return does_fit, better_hash
    # A hash brought from elsewhere may be of the characters as they were typed.
    fits_as_typed, _better = _PASSWORDS.verify_and_update(password, password_hash)
    return fits_as_typed, hash_password(password) if fits_as_typed else None
