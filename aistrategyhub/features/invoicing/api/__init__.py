"""Documents over HTTP, for staff."""

from fastapi import APIRouter

from aistrategyhub.features.invoicing.api import by_hand, documents

router = APIRouter()
for part in (documents, by_hand):
    router.include_router(part.router)
