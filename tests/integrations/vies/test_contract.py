"""What a register of VAT numbers promises: kept by a local server, and by VIES itself where VIES_CONTRACT is set."""

import os
from collections.abc import Iterator

import pytest

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.vies.choose import VIES, NoRegister, vat_register
from aistrategyhub.integrations.vies.client import ViesClient
from aistrategyhub.integrations.vies.gateway import RegisterAnswer, RegisterUnavailable, VatNumber
from tests.harness.json_server import Reply, serving_json
from tests.harness.vat_register import RegisterServer, serving_register

OURS = VatNumber("IT", "09876540155")
KNOWN = VatNumber("DE", "136695976")
UNKNOWN = VatNumber("DE", "129274202")


@pytest.fixture
def server() -> Iterator[RegisterServer]:
    told = {"name": "Nordlicht GmbH", "address": "Hafenstr. 1\n  20457   Hamburg\n"}
    with serving_register(RegisterServer(firms={"DE136695976": told})) as running:
        yield running


async def test_a_valid_number_comes_with_what_the_state_tells_and_the_proof(server: RegisterServer) -> None:
    answer = await ViesClient(server.address).look_up(KNOWN, asking=OURS)
    assert answer == RegisterAnswer(True, "Nordlicht GmbH", "Hafenstr. 1, 20457 Hamburg", "WAPI000000000001")
    assert server.asked == [
        {
            "countryCode": "DE",
            "vatNumber": "136695976",
            "requesterMemberStateCode": "IT",
            "requesterNumber": "09876540155",
        }
    ]


async def test_a_number_that_is_not_there_is_an_answer_too(server: RegisterServer) -> None:
    answer = await ViesClient(server.address).look_up(UNKNOWN, asking=OURS)
    assert answer == RegisterAnswer(False, consultation="WAPI000000000001")


async def test_what_a_state_does_not_tell_is_empty(server: RegisterServer) -> None:
    server.firms["ESB12345674"] = {}
    answer = await ViesClient(server.address).look_up(VatNumber("ES", "B12345674"), asking=OURS)
    assert (answer.is_valid, answer.name, answer.address) == (True, "", "")


async def test_a_number_that_cannot_be_one_is_not_valid(server: RegisterServer) -> None:
    server.problem = "INVALID_INPUT"
    assert await ViesClient(server.address).look_up(UNKNOWN, asking=OURS) == RegisterAnswer(False)


@pytest.mark.parametrize(
    "problem",
    [
        "MS_UNAVAILABLE",
        "SERVICE_UNAVAILABLE",
        "TIMEOUT",
        "MS_MAX_CONCURRENT_REQ",
        "INVALID_REQUESTER_INFO",
    ],
)
async def test_a_register_that_does_not_answer_says_nothing_of_the_number(server: RegisterServer, problem: str) -> None:
    server.problem = problem
    with pytest.raises(RegisterUnavailable, match=problem):
        await ViesClient(server.address).look_up(KNOWN, asking=OURS)


@pytest.mark.parametrize(
    "reply",
    [
        None,
        Reply(200, {"valid": "true"}),
        Reply(200, {"valid": False, "userError": "MS_UNAVAILABLE"}),
        Reply(200, []),
        Reply(503, {"valid": True}),
        Reply(200, {"actionSucceed": False}),
    ],
    ids=["cut", "no boolean", "a no that is none", "a list", "an error that says yes", "nothing"],
)
async def test_nonsense_is_never_taken_for_an_answer(reply: Reply | None) -> None:
    with serving_json(lambda path, headers, body: reply) as address, pytest.raises(RegisterUnavailable):
        await ViesClient(address).look_up(KNOWN, asking=OURS)


async def test_nobody_is_asked_on_a_developers_machine_unless_it_says_whom() -> None:
    local = vat_register(Settings(vies_url=None))
    assert isinstance(local, NoRegister)
    with pytest.raises(RegisterUnavailable, match="VIES_URL"):
        await local.look_up(KNOWN, asking=OURS)
    assert isinstance(vat_register(Settings(vies_url="http://127.0.0.1:9")), ViesClient)


@pytest.mark.skipif("VIES_CONTRACT" not in os.environ, reason="asks the Commission's VIES: VIES_CONTRACT=1")
async def test_vies_itself_keeps_the_promise() -> None:
    answer = await ViesClient(VIES).look_up(VatNumber("IE", "6388047V"), asking=VatNumber("IT", "00905811006"))
    assert (answer.is_valid, bool(answer.name)) == (True, True)
