"""The demo firm's people. Their password is printed at every start, so outside production only they can use it."""

import asyncio
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.core.ids import new_id, new_token
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.queries import known_emails
from aistrategyhub.features.accounts.rules import hash_password
from aistrategyhub.features.accounts.service import create_person
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.start import SIGN_INS_FILE

DEMO_PASSWORD = "meridiana-di-prova"
_BATCH = 5_000


@dataclass(frozen=True)
class DemoPerson:
    """Somebody who can sign in to the demo. `purpose` says, to whoever tries it, what they will see."""

    email: str
    role: Role
    first_name: str
    last_name: str
    purpose: str


PEOPLE = (
    DemoPerson("titolare@meridiana.example", Role.SUPER_ADMIN, "Elena", "Sartori", "owner: everything"),
    DemoPerson("admin@meridiana.example", Role.ADMIN, "Paolo", "Ferri", "admin: orders, invoices, work"),
    DemoPerson("redazione@meridiana.example", Role.EDITOR, "Giulia", "Bonomi", "editor: texts and pages"),
    DemoPerson("assistenza@meridiana.example", Role.SUPPORT, "Davide", "Moretti", "support: reads orders"),
    DemoPerson("chiara.zanetti@brentameccanica.example", Role.CUSTOMER, "Chiara", "Zanetti", "customer"),
    DemoPerson("marco.dellavalle@cantinemonferrine.example", Role.CUSTOMER, "Marco", "Della Valle", "customer"),
    DemoPerson("lucia.esposito@clinicapartenope.example", Role.CUSTOMER, "Lucia", "Esposito", "customer"),
    DemoPerson("niccolo.damico@posta.example", Role.CUSTOMER, "Niccolò", "D'Amico", "customer, a private person"),
)
CUSTOMERS = tuple(person for person in PEOPLE if person.role is Role.CUSTOMER)


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Adds the people who are missing; `plan.scale` N makes N times the customers, who share one password hash."""
    password = new_token() if get_settings().is_production else DEMO_PASSWORD
    known = await known_emails(session, [person.email for person in PEOPLE])
    for person in PEOPLE:
        if person.email not in known:
            await create_person(
                session,
                email=person.email,
                password=password,
                role=person.role,
                first_name=person.first_name,
                last_name=person.last_name,
            )
    if plan.scale > 1:
        await _add_more_customers(session, plan.scale, password)
    if not get_settings().is_production:
        _write_sign_ins()


def demo_email(person: DemoPerson, block: int) -> str:
    """The address of a demo customer in one block of the volume; block 0 is the demo firm itself."""
    name, domain = person.email.split("@")
    return f"{name}.{block}@{domain}" if block else person.email


async def _add_more_customers(session: AsyncSession, scale: int, password: str) -> None:
    password_hash = await asyncio.to_thread(hash_password, password)
    emails = {demo_email(person, block): person for block in range(1, scale) for person in CUSTOMERS}
    missing = sorted(emails.keys() - await known_emails(session, list(emails)))
    for first in range(0, len(missing), _BATCH):
        batch = missing[first : first + _BATCH]
        await session.execute(insert(Person), [_row(email, emails[email], password_hash) for email in batch])


def _row(email: str, person: DemoPerson, password_hash: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "email": email,
        "password_hash": password_hash,
        "role": person.role,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "language": "it",
        "is_active": True,
        "created_at": now(),
    }


def _write_sign_ins() -> None:
    widest = max(len(person.email) for person in PEOPLE)
    lines = [f"  Sign in  /accedi, password {DEMO_PASSWORD}"]
    lines += [f"    {person.email:{widest}}  {person.purpose}" for person in PEOPLE]
    path = get_settings().data_dir / SIGN_INS_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
