"""The local Microsoft for tests: one process for all, emptied before each."""

from collections.abc import Iterator

import pytest

from tests.harness.microsoft.process import LocalMicrosoft, local_microsoft


@pytest.fixture(scope="session")
def _microsoft_server() -> Iterator[LocalMicrosoft]:
    with local_microsoft() as server:
        yield server


@pytest.fixture
def microsoft(_microsoft_server: LocalMicrosoft) -> LocalMicrosoft:
    """Sign-in and Graph on TLS, with an empty mailbox, without faults."""
    _microsoft_server.ask("reset")
    return _microsoft_server
