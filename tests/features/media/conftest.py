"""A store of this test's own."""

from pathlib import Path

import pytest

from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import LocalStorage


@pytest.fixture
def store(database: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalStorage:
    """The folder that the library keeps its files in."""
    monkeypatch.setattr(get_settings(), "data_dir", tmp_path)
    return LocalStorage(tmp_path / "files")
