"""What the site's pages are made of, and what they show."""

from aistrategyhub.features.cms.schemas.contact import FirmContact
from aistrategyhub.features.cms.schemas.kinds import BLOCK_KINDS, BlockKind, offered_kinds
from aistrategyhub.features.cms.schemas.page import PageContent

__all__ = ["BLOCK_KINDS", "BlockKind", "FirmContact", "PageContent", "offered_kinds"]
