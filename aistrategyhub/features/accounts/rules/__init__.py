"""How long a session lives, and how a password is kept. Pure: no database, no clock."""

from datetime import timedelta

from passlib.context import CryptContext

from aistrategyhub.core.access import Role
from aistrategyhub.core.email_addresses import canonical_address
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark

SESSION_LASTS = timedelta(days=7)
SHORTEST_PASSWORD = 12
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


class PasswordRefused(DomainError):
    """A new password that is too short, too long, or the person's own address (NIST SP 800-63B-4, 3.1.1)."""

    code = "PASSWORD_REFUSED"
    kind = Kind.INVALID
    sentence = mark("La password è di almeno {shortest} caratteri e non è l'indirizzo e-mail: va bene anche una frase.")


def check_new_password(password: str, email: str) -> None:
    """Raises PasswordRefused. Length is what counts: no rule about symbols or digits."""
    is_short = len(password) < SHORTEST_PASSWORD
    is_long = len(password.encode()) > LONGEST_PASSWORD_BYTES
    if is_short or is_long or password.strip().lower() == email.strip().lower():
        raise PasswordRefused(shortest=SHORTEST_PASSWORD)


def hash_password(password: str) -> str:
    """An argon2id hash. Slow on purpose: call it in a thread."""
    return _PASSWORDS.hash(password)


def verify_password(password: str, password_hash: str) -> tuple[bool, str | None]:
    """Whether the password fits, and a new hash when the old one should be replaced. Call it in a thread."""
    if len(password.encode()) > LONGEST_PASSWORD_BYTES:
        return False, None
    return _PASSWORDS.verify_and_update(password, password_hash)
