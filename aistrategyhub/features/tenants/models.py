"""Tables of tenants. They carry no policy: the edge reads them to learn whose host name was called."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.db import MOMENT


class Tenant(SQLModel, table=True):
    """Who owns the data: the consultancy first, others later."""

    __tablename__ = "tenants"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(max_length=60, unique=True)
    name: str = Field(max_length=120)
    is_demo: bool = False
    is_active: bool = True
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class TenantDomain(SQLModel, table=True):
    """A host name, lower case and without port, that belongs to a tenant."""

    __tablename__ = "tenant_domains"

    host: str = Field(max_length=255, primary_key=True)
    tenant_id: UUID = Field(foreign_key="tenants.id")
