"""Who is acting, and what they may do: one vocabulary for Reflex handlers and API routes.

`requires(permission)` and `public(reason)` leave their mark on the function as `__permission__` (and `__step_up__`).
The gate of the websocket, the route census and the tests read that mark; a handler or route without one does not
start.
"""

import functools
import inspect
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from aistrategyhub.core.arguments import ArgumentCheck, is_method
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark

F = TypeVar("F", bound=Callable[..., Any])

# How long a proof of identity is good for dangerous acts.
STEP_UP_LASTS = timedelta(minutes=10)


class Role(StrEnum):
    """The roles a person can have. What each may do is declared by the rooms (`Feature.grants`)."""

    SUPER_ADMIN = "super_admin"
    ADMIN = "admin"
    EDITOR = "editor"
    SUPPORT = "support"
    CUSTOMER = "customer"
    GUEST = "guest"


class Permission(StrEnum):
    """Base of each room's permissions, written `room:action`."""


@dataclass(frozen=True)
class Principal:
    """Whoever is acting: a visitor, a person signed in, or the system at work on a tenant's row.

    `must_enrol`: their role asks for a second factor that they have not, so that all they may do is to get one.
    `proved_at` is when the person last showed who they are in this session: with a password and the second factor
    they have, or with a passkey. `impersonator_id` is the colleague who acts in the person's name, `api_key_id` the key
    of the program that does.
    """

    tenant_id: UUID
    person_id: UUID | None = None
    session_id: UUID | None = None
    role: Role = Role.GUEST
    permissions: frozenset[str] = frozenset()
    is_system: bool = False
    proved_at: datetime | None = None
    impersonator_id: UUID | None = None
    api_key_id: UUID | None = None
    must_enrol: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    def may(self, permission: str) -> bool:
        return self.is_system or permission in self.permissions

    @property
    def has_proved_lately(self) -> bool:
        """Whether the last proof of identity is recent enough for a dangerous act. A colleague's never is."""
        if self.is_system:
            return True
        is_own = self.impersonator_id is None
        return is_own and self.proved_at is not None and now() - self.proved_at < STEP_UP_LASTS

    @classmethod
    def system(cls, tenant_id: UUID) -> "Principal":
        """The house itself: jobs, subscribers and the command line."""
        return cls(tenant_id=tenant_id, role=Role.SUPER_ADMIN, is_system=True)


class NoPrincipal(RuntimeError):
    """Code that needs to know who is acting ran outside every edge."""


class SignInRequired(DomainError):
    """A visitor asked for something that needs an account."""

    code = "SIGN_IN_REQUIRED"
    kind = Kind.FORBIDDEN
    sentence = mark("Per continuare serve accedere.")


class PermissionDenied(DomainError):
    """A person asked for something their role does not allow."""

    code = "PERMISSION_DENIED"
    kind = Kind.FORBIDDEN
    sentence = mark("Il tuo ruolo non permette questa operazione.")


class SecondFactorRequired(DomainError):
    """The person's role asks for a second factor that they have not set up yet (ASVS 5.0, 6.3.3)."""

    code = "SECOND_FACTOR_REQUIRED"
    kind = Kind.FORBIDDEN
    sentence = mark("Il tuo ruolo chiede la verifica in due passaggi: attivala nella pagina Sicurezza per continuare.")


class StepUpRequired(DomainError):
    """A dangerous act needs a fresh proof of identity (ASVS 5.0, 7.5.1)."""

    code = "STEP_UP_REQUIRED"
    kind = Kind.FORBIDDEN
    sentence = mark("Per questa operazione conferma di nuovo la tua identità.")


class NotInSomebodysName(DomainError):
    """A colleague acting in a customer's name may look and help, but not prove, pay or give consent for them."""

    code = "NOT_IN_SOMEBODYS_NAME"
    kind = Kind.FORBIDDEN
    sentence = mark("Questo può farlo soltanto il titolare dell’account: stai agendo per suo conto.")


_PRINCIPAL: ContextVar[Principal | None] = ContextVar("principal", default=None)


def current_principal() -> Principal:
    """Whoever is acting in this task. Raises NoPrincipal outside every edge."""
    principal = _PRINCIPAL.get()
    if principal is None:
        raise NoPrincipal("no principal is set: only an edge (route, handler, job, command) may call this")
    return principal


def find_principal() -> Principal | None:
    """Whoever is acting, or None outside every edge."""
    return _PRINCIPAL.get()


def set_principal(principal: Principal | None) -> None:
    """Makes this the principal of the current task. Only edges call it."""
    _PRINCIPAL.set(principal)


@contextmanager
def acting_as(principal: Principal) -> Iterator[Principal]:
    """Acts as `principal` inside the block."""
    token = _PRINCIPAL.set(principal)
    try:
        yield principal
    finally:
        _PRINCIPAL.reset(token)


@dataclass(frozen=True)
class Public:
    """The mark of a function that anybody may call, and why."""

    reason: str


def public(reason: str) -> Callable[[F], F]:
    """Lets anybody call the function, for this reason. On a Reflex handler the arguments are checked all the same."""
    return _guarded(Public(reason))


def requires(permission: Permission, *, step_up: bool = False) -> Callable[[F], F]:
    """Lets only a principal with this permission call the function.

    Raises SignInRequired for visitors and PermissionDenied for people without it; with `step_up` also
    StepUpRequired unless they proved who they are within STEP_UP_LASTS, and NotInSomebodysName for whoever acts in
    another's name. On a Reflex handler the arguments are also checked strictly (InvalidArguments).
    """
    return _guarded(permission, step_up=step_up)


def allows(mark: Permission | Public, principal: Principal | None) -> bool:
    """Whether a function with this mark may be called by this principal."""
    if isinstance(mark, Public):
        return True
    return principal is not None and principal.may(mark)


def check(mark: Permission | Public, *, step_up: bool = False) -> None:
    """Raises unless the acting principal satisfies the mark.

    SignInRequired, SecondFactorRequired, PermissionDenied, NotInSomebodysName or StepUpRequired, whichever says what
    is missing.
    """
    principal = find_principal()
    if not allows(mark, principal):
        if principal is None or not principal.is_signed_in:
            raise SignInRequired
        if principal.must_enrol:
            raise SecondFactorRequired
        raise PermissionDenied(permission=str(mark))
    if step_up:
        refuse_impersonation()
        if principal is None or not principal.has_proved_lately:
            raise StepUpRequired


def refuse_impersonation() -> None:
    """Raises NotInSomebodysName when a colleague acts in somebody's name: for what only the person may do."""
    principal = find_principal()
    if principal is not None and principal.impersonator_id is not None:
        raise NotInSomebodysName


def _guarded(mark: Permission | Public, *, step_up: bool = False) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        # FastAPI checks the arguments of routes, and calls them by what it finds in their signature.
        arguments = ArgumentCheck(function) if is_method(function) else None
        guard = functools.partial(check, mark, step_up=step_up)
        if inspect.isasyncgenfunction(function):
            wrapper = _guard_generator(function, guard, arguments)
        elif inspect.iscoroutinefunction(function):
            wrapper = _guard_coroutine(function, guard, arguments)
        else:
            raise TypeError(f"{function.__qualname__} must be async: a guard on a sync function would be skipped")
        wrapper.__permission__ = mark  # type: ignore[attr-defined]
        wrapper.__step_up__ = step_up  # type: ignore[attr-defined]
        wrapper.__arguments__ = arguments  # type: ignore[attr-defined]
        return wrapper  # type: ignore[return-value]

    return decorate


def _guard_coroutine(
    function: Callable[..., Any], guard: Callable[[], None], arguments: ArgumentCheck | None
) -> Callable[..., Any]:
    @functools.wraps(function)
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        guard()
        if arguments:
            arguments(args, kwargs)
        return await function(*args, **kwargs)

    return guarded


def _guard_generator(
    function: Callable[..., Any], guard: Callable[[], None], arguments: ArgumentCheck | None
) -> Callable[..., Any]:
    @functools.wraps(function)
    async def guarded(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, None]:
        guard()
        if arguments:
            arguments(args, kwargs)
        async with aclosing(function(*args, **kwargs)) as items:
            async for item in items:
                yield item

    return guarded
