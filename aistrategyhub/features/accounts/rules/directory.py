"""People, sessions and attempts in the words of the present language."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from aistrategyhub.core.access import Principal, Role
from aistrategyhub.core.text import _, mark, moment_label, ngettext
from aistrategyhub.features.accounts.models import Identity, LoginAttempt, Person, Session
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.rules.acts import ACCOUNT_ACTS
from aistrategyhub.features.accounts.rules.devices import device_label
from aistrategyhub.features.accounts.rules.impersonation import support_is_open
from aistrategyhub.features.accounts.rules.staff import ROLE_LABELS, ROLE_NOTES, grantable, may_grant
from aistrategyhub.features.accounts.schemas.directory import (
    AttemptLine,
    PersonCard,
    PersonRow,
    RoleChoice,
    SessionLine,
    TrailLine,
)
from aistrategyhub.features.audit.schemas import AuditLine

_METHODS: Mapping[str, str] = {
    "password": mark("password"),
    "totp": mark("codice dell’app"),
    "recovery_code": mark("codice di riserva"),
    "passkey": mark("passkey"),
    "google": mark("Google"),
    "microsoft": mark("Microsoft"),
}
_ACTORS = {"system": mark("il sistema"), "visitor": mark("prima di accedere"), "program": mark("un programma")}
_LANGUAGES = {"it": "Italiano", "en": "English"}
_FAILURES: Mapping[str, str] = {
    "WRONG_CREDENTIALS": mark("Credenziali errate"),
    "WRONG_CODE": mark("Codice errato"),
    "TOO_MANY_REQUESTS": mark("Troppi tentativi"),
    "TOO_MANY_ATTEMPTS": mark("Troppi tentativi"),
    "ACCOUNT_LOCKED": mark("Accesso sospeso"),
}


def person_name(person: Person) -> str:
    """The name as one reads it; the address of who gave none."""
    return f"{person.first_name} {person.last_name}".strip() or person.email


def person_row(person: Person) -> PersonRow:
    """A person as a line of the list."""
    label, tone = _state(person)
    return PersonRow(
        person_id=str(person.id),
        name=person_name(person),
        email=person.email,
        role_label=_(ROLE_LABELS[person.role]),
        state_label=label,
        state_tone=tone,
        second_factor=person.mfa_enabled_at is not None,
        created_label=moment_label(person.created_at),
        last_login_label=moment_label(person.last_login) if person.last_login else _("mai"),
    )


def person_card(
    person: Person, actor: Principal, *, passkeys: int, identities: Sequence[Identity], now: datetime
) -> PersonCard:
    """A person with what `actor` may do about them."""
    row = person_row(person)
    card = PersonCard(
        person_id=row.person_id,
        name=row.name,
        email=row.email,
        role=person.role,
        role_label=row.role_label,
        state_label=row.state_label,
        state_tone=row.state_tone,
        is_active=person.is_active,
        is_erased=person.erased_at is not None,
        language_label=_LANGUAGES.get(person.language, person.language),
        created_label=row.created_label,
        verified_label=moment_label(person.email_verified_at) if person.email_verified_at else _("non ancora"),
        last_login_label=row.last_login_label,
        has_second_factor=row.second_factor or passkeys > 0,
        ways_in=_ways_in(person, passkeys, identities),
        support_label=_support(person, now),
        is_self=actor.person_id == person.id,
    )
    powers = _powers(person, actor, now)
    has_a_way_in = bool(person.password_hash or passkeys or identities)
    powers["can_invite_again"] = powers["can_change_role"] and person.is_active and not has_a_way_in
    return replace(_with_second_factor(card, person, passkeys), **powers)


def role_choices(actor_role: Role, current: Role) -> list[RoleChoice]:
    """The roles that somebody may give, the present one marked."""
    return [
        RoleChoice(value=role, label=_(ROLE_LABELS[role]), note=_(ROLE_NOTES[role]), is_chosen=role is current)
        for role in grantable(actor_role)
    ]


def session_line(session: Session) -> SessionLine:
    """A device signed in, as a colleague sees it."""
    return SessionLine(
        session_id=str(session.id),
        device=session.device or session.user_agent[:80] or _("dispositivo sconosciuto"),
        ip_address=str(session.ip_address or "–"),
        opened_label=moment_label(session.created_at),
        used_label=moment_label(session.last_used_at),
        methods_label=methods_label(session.methods),
        is_colleague=session.impersonator_id is not None,
    )


def attempt_line(attempt: LoginAttempt) -> AttemptLine:
    """An attempt to sign in: whether it led in, and if not why."""
    if attempt.success:
        label, tone = _("Riuscito"), "action"
    else:
        reason = attempt.failure_reason or ""
        label, tone = _(_FAILURES.get(reason, reason) or mark("Non riuscito")), "failed"
    return AttemptLine(
        at_label=moment_label(attempt.attempted_at),
        email=attempt.email,
        person_id=str(attempt.user_id or ""),
        ip_address=str(attempt.ip_address or "–"),
        device=device_label(attempt.user_agent),
        result_label=label,
        result_tone=tone,
    )


def history_entry(line: AuditLine, names: Mapping[UUID, str]) -> TrailLine:
    """Something that was done to an account: its name in the trail, when, and by whom."""
    actors = [names.get(actor, "") for actor in (line.impersonator_id, line.user_id) if actor]
    return TrailLine(
        title=_(ACCOUNT_ACTS.get(line.action, line.action)),
        at_label=moment_label(line.created_at),
        detail=_(" per conto di ").join(filter(None, actors)) if actors else _(_ACTORS.get(line.actor_kind, "")),
    )


def methods_label(methods: Sequence[str]) -> str:
    """`password, codice dell’app`: how somebody showed who they are."""
    return ", ".join(_(_METHODS.get(method, method)) for method in methods)


def _state(person: Person) -> tuple[str, str]:
    if person.erased_at is not None:
        return _("Cancellato"), "neutral"
    if not person.is_active:
        return _("Disattivato"), "failed"
    return (_("Attivo"), "action") if person.email_verified_at else (_("Da confermare"), "waiting")


def _ways_in(person: Person, passkeys: int, identities: Sequence[Identity]) -> str:
    ways = [_(_METHODS["password"])] if person.password_hash else []
    if passkeys:
        ways.append(ngettext("una passkey", "{count} passkey", passkeys))
    ways += [_(_METHODS[identity.provider]) for identity in identities]
    return ", ".join(ways) or _("nessuno: la password non è ancora stata scelta")


def _support(person: Person, now: datetime) -> str:
    if not support_is_open(person, now):
        return ""
    return _("Fino a {moment}", moment=moment_label(person.support_access_until))


def _with_second_factor(card: PersonCard, person: Person, passkeys: int) -> PersonCard:
    if person.mfa_enabled_at:
        detail = _("App dei codici dal {moment}", moment=moment_label(person.mfa_enabled_at))
        return replace(card, second_factor_label=_("Attiva"), second_factor_tone="action", second_factor_detail=detail)
    detail = ngettext("una passkey", "{count} passkey", passkeys) if passkeys else ""
    return replace(card, second_factor_label=_("Non attiva"), second_factor_detail=detail)


def _powers(person: Person, actor: Principal, now: datetime) -> dict[str, object]:
    looked_after = may_grant(actor.role, person.role) and actor.person_id != person.id and person.erased_at is None
    is_own_customer = person.role is Role.CUSTOMER and person.is_active and support_is_open(person, now)
    can_change = looked_after and actor.may(AccountsPermission.GRANT_STAFF_ROLES)
    return {
        "can_manage": looked_after and actor.may(AccountsPermission.MANAGE),
        "can_change_role": can_change,
        "can_impersonate": is_own_customer and actor.may(AccountsPermission.IMPERSONATE),
        "roles": role_choices(actor.role, person.role) if can_change else [],
        "last_login_ip": str(person.last_login_ip or "") if actor.may(AccountsPermission.READ_SECURITY) else "",
    }
