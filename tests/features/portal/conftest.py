"""Two people who left something everywhere, the file store that their documents lie in, and the provider of cards."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.models import Person
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import Storage, storage_for
from tests.factories.sales import create_seller
from tests.factories.traces import create_traced

ANNA, BRUNO = "canarinoanna", "canarinobruno"
ANNAS_ADDRESS, BRUNOS_ADDRESS = "203.0.113.77", "198.51.100.88"


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Storage:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    return storage_for(get_settings())


@dataclass
class CardProvider:
    """Keeps cards and customers until it is told to forget them."""

    forgotten: list[str] = field(default_factory=list)

    async def delete_customer(self, reference: str) -> None:
        self.forgotten.append(reference)

    async def remove_saved_card(self, reference: str) -> None:
        self.forgotten.append(reference)


@pytest.fixture(autouse=True)
def provider(monkeypatch: pytest.MonkeyPatch) -> CardProvider:
    provider = CardProvider()
    monkeypatch.setattr("aistrategyhub.features.wallet.jobs.current_gateway", lambda: provider)
    return provider


@pytest.fixture
async def anna(session: AsyncSession, storage: Storage) -> Person:
    await create_seller(session)
    return await create_traced(session, ANNA, storage, address=ANNAS_ADDRESS)


@pytest.fixture
async def bruno(session: AsyncSession, anna: Person, storage: Storage) -> Person:
    return await create_traced(session, BRUNO, storage, address=BRUNOS_ADDRESS)
