"""How long a session lives, and how a password is kept. Pure: no database, no clock."""

from datetime import timedelta

from passlib.context import CryptContext

SESSION_LASTS = timedelta(days=7)
LONGEST_PASSWORD_BYTES = 1024

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


def hash_password(password: str) -> str:
    """An argon2id hash. Slow on purpose: call it in a thread."""
    return _PASSWORDS.hash(password)


def verify_password(password: str, password_hash: str) -> tuple[bool, str | None]:
    """Whether the password fits, and a new hash when the old one should be replaced. Call it in a thread."""
    if len(password.encode()) > LONGEST_PASSWORD_BYTES:
        return False, None
    return _PASSWORDS.verify_and_update(password, password_hash)
