"""Who may change whom, and what each role is called. Pure: no database, no clock."""

from collections.abc import Mapping
from uuid import UUID

from aistrategyhub.core.access import Principal, Role
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark

ROLE_LABELS: Mapping[Role, str] = {
    Role.SUPER_ADMIN: mark("Titolare"),
    Role.ADMIN: mark("Amministrazione"),
    Role.EDITOR: mark("Redazione"),
    Role.SUPPORT: mark("Assistenza"),
    Role.CUSTOMER: mark("Cliente"),
    Role.GUEST: mark("Visitatore"),
}
ROLE_NOTES: Mapping[Role, str] = {
    Role.SUPER_ADMIN: mark("Può tutto, anche nominare altri titolari."),
    Role.ADMIN: mark("Ordini, fatture, persone e impostazioni; nomina redazione e assistenza."),
    Role.EDITOR: mark("Testi, pagine e articoli."),
    Role.SUPPORT: mark("Legge ordini e persone, risponde ai clienti."),
    Role.CUSTOMER: mark("Vede soltanto le proprie cose."),
    Role.GUEST: mark("Chi visita il sito senza accedere."),
}
STAFF = frozenset({Role.SUPER_ADMIN, Role.ADMIN, Role.EDITOR, Role.SUPPORT})

# Whose accounts each role looks after, and which roles it may give: one table, so that nobody can lift somebody to a
# place from which they could no longer be brought back.
_LOOKS_AFTER: Mapping[Role, frozenset[Role]] = {
    Role.SUPER_ADMIN: frozenset(Role) - {Role.GUEST},
    Role.ADMIN: frozenset({Role.EDITOR, Role.SUPPORT, Role.CUSTOMER}),
}


class RoleNotYours(DomainError):
    """This role does not look after such accounts, or may not give such a role (AUTH-22, C15)."""

    code = "ROLE_NOT_YOURS"
    kind = Kind.FORBIDDEN
    sentence = mark("Il tuo ruolo non può cambiare questo account: serve chi lo amministra.")


class OwnAccount(DomainError):
    """Nobody changes their own role or shuts themselves out."""

    code = "OWN_ACCOUNT"
    kind = Kind.FORBIDDEN
    sentence = mark("Sul tuo account questa operazione deve farla un collega.")


class LastOwner(DomainError):
    """The firm would be left without anybody who may do everything."""

    code = "LAST_OWNER"
    kind = Kind.CONFLICT
    sentence = mark("È l’unico titolare attivo: nomina prima un altro titolare.")


def may_grant(actor_role: Role, role: Role) -> bool:
    """Whether somebody of `actor_role` may give this role to somebody else, and look after whoever has it."""
    return role in _LOOKS_AFTER.get(actor_role, frozenset())


def grantable(actor_role: Role) -> list[Role]:
    """The roles that somebody of `actor_role` may give, from the highest down."""
    return [role for role in Role if may_grant(actor_role, role)]


def check_may_look_after(actor: Principal, person_id: UUID, role: Role) -> None:
    """Raises OwnAccount for one's own account and RoleNotYours for one that this role does not look after."""
    if actor.person_id == person_id:
        raise OwnAccount
    if not may_grant(actor.role, role):
        raise RoleNotYours
