"""For whom pages are written: what the prerenderer needs to know of a tenant. Whoever starts it says where from."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Site:
    """One tenant's public site. `origin` has no slash at its end; `claim` says by language what the firm does,
    `hidden` are the beginnings of paths that are nothing for search engines."""

    tenant_id: UUID
    origin: str
    hosts: Sequence[str] = ()
    name: str = ""
    claim: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    hidden: Sequence[str] = ()


FindSites = Callable[[], Awaitable[Sequence[Site]]]
