"""The list of rooms, lowest first. A new room is one name here and one line in `.importlinter`."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from aistrategyhub.core.access import Permission, Role
from aistrategyhub.core.feature import Feature, Job, Subscriber
from aistrategyhub.core.privacy import Holding
from aistrategyhub.infra import privacy as machines
from aistrategyhub.infra.personal_data import declare
from aistrategyhub.prerender import privacy as prerender
from aistrategyhub.prerender.declared import PublicPage, Shared

ROOMS = (
    "audit",
    "tenants",
    "site_settings",
    "consent",
    "media",
    "prompts",
    "vat",
    "mailing",
    "accounts",
    "publishing",
    "catalog",
    "blog",
    "legal",
    "contact",
    "support",
    "cms",
    "quotes",
    "assessments",
    "carts",
    "orders",
    "payments",
    "wallet",
    "subscriptions",
    "invoicing",
    "assistant",
    "portal",
    "backoffice",
)

# Tables that belong to the machines and to no room.
_INFRA_TABLES = ("counters", "idempotency", "work", "outbox", "heartbeat", "rate_limits", "search", "system_logs")


@cache
def features() -> tuple[Feature, ...]:
    """Every room's declaration. Imports screens, so only the web process and the command line call it."""
    return tuple(module.FEATURE for module in _each("feature"))


def public_pages() -> tuple[PublicPage, ...]:
    """Every room's pages that are written as HTML files. Imports screens."""
    return tuple(page for feature in features() for page in feature.prerendered)


def shared_snapshots() -> tuple[Shared, ...]:
    """What the rooms show on each of those pages. Imports screens."""
    return tuple(snapshot for feature in features() for snapshot in feature.shared)


def load_models() -> None:
    """Imports every table, kind of publication and prompt: the metadata is whole and says where personal data lies."""
    for name in _INFRA_TABLES:
        import_module(f"aistrategyhub.infra.{name}")
    import_module("aistrategyhub.prerender.models")
    for part in ("models", "kinds", "prompts"):
        for _module in _each(part):
            pass
    for room, holdings in personal_data().items():
        declare(room, holdings)


@cache
def jobs() -> tuple[Job, ...]:
    """Every room's jobs, without its screens."""
    load_models()
    return tuple(job for module in _each("jobs") for job in module.JOBS)


@cache
def subscribers() -> tuple[Subscriber, ...]:
    """Every room's reactions to facts, without its screens."""
    return tuple(item for module in _each("subscribers") for item in module.SUBSCRIBERS)


@cache
def personal_data() -> Mapping[str, Mapping[str, Holding]]:
    """By room, what each of its tables holds about people; `infra` and `prerender` stand for the machines."""
    rooms = {module.__name__.split(".")[-2]: module.PERSONAL_DATA for module in _each("privacy")}
    return {"infra": machines.PERSONAL_DATA, "prerender": prerender.PERSONAL_DATA, **rooms}


@cache
def granted(role: Role) -> frozenset[Permission]:
    """All that the rooms grant to a role."""
    return frozenset(
        permission for module in _each("permissions") for permission in module.GRANTS.get(role, frozenset())
    )


def _each(part: str) -> Iterator[ModuleType]:
    for room in ROOMS:
        name = f"aistrategyhub.features.{room}.{part}"
        if find_spec(name) is not None:
            yield import_module(name)
