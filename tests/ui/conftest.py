from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import reflex as rx

from aistrategyhub.core.ids import new_id
from tests.harness.states import Tab


@pytest.fixture
async def bare_tab() -> AsyncIterator[Tab]:
    """A tab of a site that has no database: enough for states that touch none."""
    opened = Tab(cast(Any, SimpleNamespace(id=new_id())))
    async with opened.processor:
        opened.go("/")
        await opened.send(rx.State.event_handlers["hydrate"])
        yield opened
