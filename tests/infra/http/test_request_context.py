"""The line that an answered request leaves: enough to find it, nothing that opens anything."""

import pytest
import structlog

KEY = "AaH9yGyFd5q44mvHQo5Q7bCsdVj2m3dl9Xw1c0k0Q1A"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/api/v1/nulla?token=segreto", "/api/v1/nulla"),
        (f"/api/v1/orders/{KEY}/invoice.xml", "/api/v1/orders/.../invoice.xml"),
        (f"/api/v1/nulla/{KEY}", "/api/v1/nulla/..."),
        ("/api/v1/nulla/ai-act-gap-assessment", "/api/v1/nulla/ai-act-gap-assessment"),
    ],
)
async def test_paths_are_told_without_query_and_keys(api, path, told):
    with structlog.testing.capture_logs() as lines:
        await api.get(path)
    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["path"], line["method"]) == (told, "GET")
    assert "segreto" not in str(lines)


async def test_probes_leave_no_line_while_all_is_well(api):
    with structlog.testing.capture_logs() as lines:
        await api.get("/api/v1/health")
    assert [line for line in lines if line["event"] == "request"] == []
