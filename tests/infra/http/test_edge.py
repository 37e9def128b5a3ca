"""The edge: envelope, errors, headers, limits; nothing shows an exception and nothing foreign gets in."""

import json

import pytest

from aistrategyhub import __version__

HEALTH = "/api/v1/health"


class TestEnvelope:
    async def test_a_success_has_data_and_meta(self, api):
        answer = await api.get(HEALTH)
        body = answer.json()
        assert answer.status_code == 200
        assert body["success"] is True
        assert body["data"]["version"] == __version__
        assert set(body["data"]["checks"]) == {"database", "redis", "jobs", "stripe"}
        assert body["meta"]["request_id"] == answer.headers["x-request-id"]
        assert body["meta"]["timestamp"]

    async def test_a_given_request_id_is_kept_and_a_strange_one_is_not(self, api):
        kept = await api.get(HEALTH, headers={"X-Request-ID": "cliente-0001"})
        assert kept.headers["x-request-id"] == "cliente-0001"
        replaced = await api.get(HEALTH, headers={"X-Request-ID": "<script>"})
        assert replaced.headers["x-request-id"] != "<script>"

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/api/v1/nulla", 404, "NOT_FOUND"),
            ("GET", "/api/v1/checkout/create-order", 405, "METHOD_NOT_ALLOWED"),
            ("DELETE", "/api/v1/health", 405, "METHOD_NOT_ALLOWED"),
            ("GET", "/api/v1/users/me", 403, "SIGN_IN_REQUIRED"),
            ("GET", "/_upload", 404, "NOT_FOUND"),
            ("POST", "/_upload", 404, "NOT_FOUND"),
            ("GET", "/_event?transport=polling", 404, "NOT_FOUND"),
        ],
    )
    async def test_refusals(self, api, method, path, status, code):
        answer = await api.request(method, path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert answer.json()["success"] is False
        assert answer.json()["error"]["message"]

    async def test_the_sentence_is_in_the_callers_language(self, api):
        italian = await api.get("/api/v1/users/me")
        english = await api.get("/api/v1/users/me", headers={"Accept-Language": "en-GB,en;q=0.9"})
        assert italian.json()["error"]["message"] == "Per continuare serve accedere."
        assert english.json()["error"]["message"] != italian.json()["error"]["message"]


class TestBodies:
    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"[]", b"null", b'"testo"', b"\xff\xfe", b"[" * 5000, b'{"items": 1e999}', b'{"items": "\\u0000"}'],
    )
    async def test_a_body_that_is_no_order_gets_a_sentence(self, api, content):
        answer = await api.post(
            "/api/v1/checkout/create-order", content=content, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code in (400, 422)
        assert answer.json()["error"]["message"]

    async def test_each_wrong_field_is_named(self, api):
        answer = await api.post("/api/v1/checkout/create-order", json={"items": [{"slug": 1}], "extra": 2})
        fields = {item["field"]: item["message"] for item in answer.json()["error"]["details"]}
        assert {"items.0.slug", "buyer", "extra"} <= set(fields)
        assert all(fields.values())

    async def test_a_large_body_is_refused_before_it_is_read(self, api):
        answer = await api.post("/api/v1/checkout/create-order", content=b"x" * (1024 * 1024 + 1))
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "BODY_TOO_LARGE")

    async def test_a_large_stream_without_length_is_cut(self, api):
        async def endless():
            for _ in range(40):
                yield b"x" * 65536

        answer = await api.post("/api/v1/checkout/create-order", content=endless())
        assert answer.status_code == 413


class TestHeaders:
    async def test_the_browser_is_told_what_to_refuse(self, api):
        headers = (await api.get(HEALTH)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "strict-transport-security" not in headers

    async def test_no_other_site_may_read_the_api(self, api):
        answer = await api.get(HEALTH, headers={"Origin": "https://altrove.example"})
        assert "access-control-allow-origin" not in answer.headers

    async def test_a_change_with_our_cookie_from_another_site_is_refused(self, api):
        for headers in ({"Origin": "https://altrove.example"}, {"Origin": "null"}, {}):
            answer = await api.post("/api/v1/auth/logout", headers={"Cookie": "__Host-sid=x", **headers})
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "FOREIGN_ORIGIN")


class TestOpenApi:
    async def test_every_operation_is_described_with_examples_where_a_body_is_sent(self, api):
        schema = (await api.get("/api/v1/openapi.json")).json()
        operations = [
            (path, method, operation)
            for path, methods in schema["paths"].items()
            for method, operation in methods.items()
        ]
        assert len(operations) > 8
        for path, method, operation in operations:
            assert operation.get("description"), f"{method} {path}"
        assert "examples" in json.dumps(schema["components"]["schemas"]["CreateOrderBody"])


class TestHealth:
    async def test_each_part_alone(self, api):
        for part in ("db", "stripe"):
            answer = await api.get(f"/api/v1/health/{part}")
            assert (answer.status_code, answer.json()["data"]["status"]) == (200, "healthy")

    async def test_plain_health_has_no_envelope(self, api):
        body = (await api.get("/health")).json()
        assert set(body) == {"status", "version", "checks"}

    async def test_a_part_that_is_down_degrades_and_never_breaks(self, api):
        body = (await api.get(HEALTH)).json()
        assert body["data"]["checks"]["jobs"] != "ok"
        assert body["data"]["status"] == "degraded"
