"""An installation whose mails stay in a folder of the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import LocalStorage
from aistrategyhub.integrations.mail.mailbox import Mailbox


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """DATA_DIR of this test, with no mail server."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ENVIRONMENT", "test")
    monkeypatch.setenv("SMTP_HOST", "")
    monkeypatch.setenv("MS_GRAPH_CLIENT_ID", "")
    get_settings.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def mailbox(data_dir: Path) -> Mailbox:
    """The local mailbox of that installation."""
    return Mailbox(data_dir / "mailbox")


@pytest.fixture
def storage(data_dir: Path) -> LocalStorage:
    """Its file store."""
    return LocalStorage(data_dir / "files")
