"""A local SdI with books of its own for each test that asks for one."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.infra.settings import get_settings


@pytest.fixture
def books(session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the local SdI keeps what it got."""
    monkeypatch.setattr(get_settings(), "data_dir", tmp_path)
    return tmp_path
