"""The proof of work."""

import base64
import json
import time
from typing import Any

import pytest

from aistrategyhub.features.contact.service import proofs
from aistrategyhub.features.contact.service.proofs import ProofRefused, TooQuick, check_proof, new_challenge
from tests.factories.messages import solved


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets so many seconds pass."""
    started = time.time()

    def pass_by(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: started + seconds)

    return pass_by


def test_a_solved_challenge_is_a_proof_with_a_key_of_its_own(later: Any) -> None:
    first, second = (solved(new_challenge().model_dump()) for _ in range(2))
    later(10)

    assert check_proof(first) == check_proof(first)
    assert check_proof(first) != check_proof(second)


def test_nobody_fills_a_form_in_a_second() -> None:
    with pytest.raises(TooQuick):
        check_proof(solved(new_challenge().model_dump()))


def test_a_page_left_open_for_a_day_must_be_loaded_again(later: Any) -> None:
    proof = solved(new_challenge().model_dump())
    later(24 * 3600)
    with pytest.raises(ProofRefused):
        check_proof(proof)


def test_an_easier_challenge_than_ours_is_refused(later: Any) -> None:
    challenge = new_challenge().model_dump()
    challenge["parameters"] |= {"cost": 1, "keyPrefix": "00"}
    challenge["parameters"].pop("keySignature")
    proof = solved(challenge)
    later(10)
    with pytest.raises(ProofRefused):
        check_proof(proof)


def test_another_installation_s_proof_is_refused(later: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = solved(new_challenge().model_dump())
    monkeypatch.setattr(proofs, "_secrets", lambda: proofs.Secrets(b"other", b"secrets"))
    later(10)
    with pytest.raises(ProofRefused):
        check_proof(proof)


def test_a_challenge_that_was_not_solved_is_no_proof(later: Any) -> None:
    challenge = new_challenge().model_dump()
    later(10)
    for solution in ({"counter": 3, "derivedKey": "00"}, {"counter": "3", "derivedKey": None}):
        with pytest.raises(ProofRefused):
            check_proof(packed({"challenge": challenge, "solution": solution}))


def packed(value: Any) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "%%%",
        "à",
        "x" * 5000,
        packed([]),
        packed("challenge"),
        packed({"challenge": "x", "solution": []}),
        packed({"challenge": {"parameters": [], "signature": 1}, "solution": {}}),
        packed({"challenge": {"parameters": {"algorithm": "PBKDF2/SHA-256"}}, "solution": {}}),
    ],
)
def test_anything_else_is_refused_and_breaks_nothing(proof: str) -> None:
    with pytest.raises(ProofRefused):
        check_proof(proof)
