"""The whole OpenAPI document, tried by schemathesis: no fault, documented answers, nobody else's data."""

import asyncio
import os
import warnings
from collections.abc import Iterator
from contextlib import suppress

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from aistrategyhub.infra.http.acting import SESSION_COOKIE
from tests.harness.attacked import AttackedSite
from tests.harness.callers import EMAIL_OF, OTHER_CUSTOMER
from tests.harness.guarded import GuardedSite
from tests.harness.sweep import faults_in
from tests.harness.tables import put_back

EXAMPLES = 3 * int(os.environ.get("ATTACK_ROUNDS", "1"))
SEED = int(os.environ.get("ATTACK_SEED", "3"))

_DOCUMENTED = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("who", ["anonymous", "customer", "super_admin"])
async def test_answers_are_as_the_document_says(attacked: AttackedSite, who: str, mode: GenerationMode):
    site, since = attacked.site, len(attacked.site.log.read_text())
    fresh = await attacked.freshly(who)
    try:
        failures = await asyncio.to_thread(lambda: list(_failures(fresh, who, mode)))
        assert failures == []
    finally:
        put_back(site)
    assert faults_in(site.log, since) == []


def _failures(site: GuardedSite, who: str, mode: GenerationMode) -> Iterator[tuple[str, str]]:
    schema = schemathesis.openapi.from_url(f"{site.url}/api/v1/openapi.json")
    with requests.Session() as browser:
        browser.headers["Origin"] = site.url
        if site.cookies[who]:
            browser.headers["Cookie"] = f"{SESSION_COOKIE}={site.cookies[who]}"
        for operation in _operations(schema):
            yield from _failures_of(operation, browser, who, mode)


def _operations(schema: BaseSchema) -> Iterator[APIOperation]:
    for result in schema.get_all_operations():
        yield result.ok()


def _failures_of(
    operation: APIOperation, browser: requests.Session, who: str, mode: GenerationMode
) -> Iterator[tuple[str, str]]:
    failures: list[str] = []

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def try_it(case: Case) -> None:
        failures.extend(_wrong_with(case, browser, who))

    # What takes no input cannot be given a wrong one.
    with warnings.catch_warnings(), suppress(Unsatisfiable):
        warnings.simplefilter("ignore")
        try_it()
    yield from ((operation.label, failure) for failure in dict.fromkeys(failures[:5]))


def _wrong_with(case: Case, browser: requests.Session, who: str) -> Iterator[str]:
    answer = case.call(session=browser, allow_redirects=False)
    if answer.status_code == 400 and "X-Request-ID" not in answer.headers:
        # Headers that are no HTTP: the server refused them before the application.
        return
    if answer.status_code >= 500 and "stripe" not in case.path:
        yield f"{answer.status_code} after {case.as_curl_command()}"
    if who in ("anonymous", "customer") and EMAIL_OF[OTHER_CUSTOMER] in answer.text:
        yield f"told another's address after {case.as_curl_command()}"
    try:
        case.validate_response(answer, checks=_DOCUMENTED)
    except FailureGroup as group:
        for failure in group.exceptions:
            yield f"{answer.status_code}, {type(failure).__name__}: {failure.message[:200]}, {case.as_curl_command()}"
