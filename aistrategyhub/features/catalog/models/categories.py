"""The tree of the catalogue."""

from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from aistrategyhub.infra.db import TenantOwned, tenant_reference, tenant_unique

LONGEST_NAME = 120
LONGEST_DESCRIPTION = 2_000


class Category(TenantOwned, table=True):
    """A branch of the catalogue. `image_id` is a picture of the media library. No branch stands below itself: the one
    door `service.categories` sees to it."""

    __tablename__ = "categories"
    __table_args__ = (
        tenant_unique("slug"),
        tenant_reference("parent_id", "categories"),
        Index("ix_categories_children", "tenant_id", "parent_id", "sort_order", "slug"),
    )

    slug: str = Field(max_length=120)
    name_it: str = Field(max_length=LONGEST_NAME)
    name_en: str = Field(max_length=LONGEST_NAME)
    description_it: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    description_en: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    image_id: UUID | None = None
    parent_id: UUID | None = None
    sort_order: int = 0
