"""No other site may read our answers. The widget's alone may be read, by sites that were let in
(`tests/features/assistant/test_widget_api.py`)."""

import httpx
import pytest


@pytest.mark.parametrize(
    "origin", ["https://altrove.example", "null", "http://localhost:3000.altrove.example", "http://localhost:3000"]
)
async def test_no_origin_is_told_that_it_may_read(api: httpx.AsyncClient, origin: str) -> None:
    asked = {"Origin": origin, "Cookie": "__Host-sid=x"}
    preflight = {**asked, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}

    for path in ("/api/v1/users/me", "/api/v1/chat/message", "/api/v1/widget"):
        for answer in (
            await api.get(path, headers=asked),
            await api.post(path, headers=asked),
            await api.options(path, headers=preflight),
        ):
            assert [name for name in answer.headers if name.startswith("access-control")] == []
        assert answer.status_code in (404, 405)
