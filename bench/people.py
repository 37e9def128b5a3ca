"""Customers by the hundred, and sessions of theirs, written straight into the database of a running product."""

from collections.abc import Iterator
from contextlib import contextmanager

from passlib.hash import bcrypt
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session as DatabaseSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_id, new_token
from aistrategyhub.features.accounts.models import Person, Session
from aistrategyhub.features.accounts.rules import hash_password
from aistrategyhub.features.accounts.rules.sessions import ends_at
from aistrategyhub.features.accounts.seed import CUSTOMERS
from aistrategyhub.infra.embedded.postgres import EmbeddedPostgres
from bench.lab import FOLDER, Lab

PASSWORD = "una frase per la misura"
BCRYPT_ROUNDS = 12


def add_customers(lab: Lab, scheme: str, count: int) -> list[str]:
    """Customers who share a password, hashed with `argon2` as the product does, or `bcrypt`; their addresses."""
    own = scheme == "argon2"
    password_hash = hash_password(PASSWORD) if own else bcrypt.using(rounds=BCRYPT_ROUNDS).hash(PASSWORD)
    emails = [f"{scheme}.{new_id()}@misura.example" for _ in range(count)]
    with _writing(lab) as (session, tenant_id):
        for email in emails:
            known = {"email_verified_at": now(), "password_changed_at": now()}
            session.add(Person(tenant_id=tenant_id, email=email, password_hash=password_hash, **known))
    return emails


def open_sessions(lab: Lab, count: int) -> list[str]:
    """The cookies of browsers' sessions, each of a customer of its own."""
    emails = add_customers(lab, "argon2", count)
    cookies = [new_token() for _ in emails]
    with _writing(lab) as (session, tenant_id):
        people = session.scalars(select(Person.id).where(Person.email.in_(emails)))
        for person_id, cookie in zip(people, cookies, strict=True):
            session.add(
                Session(
                    tenant_id=tenant_id,
                    user_id=person_id,
                    token_fingerprint=fingerprint(cookie),
                    methods=["password"],
                    expires_at=ends_at(Role.CUSTOMER, now(), now()),
                )
            )
    return cookies


@contextmanager
def _writing(lab: Lab) -> Iterator[tuple[DatabaseSession, object]]:
    """A transaction as the database's administrator, and the demo firm."""
    engine = create_engine(EmbeddedPostgres(lab.folder / FOLDER).superuser_url)
    with DatabaseSession(engine) as session, session.begin():
        yield session, session.scalars(select(Person.tenant_id).where(Person.email == CUSTOMERS[0].email)).one()
    engine.dispose()
