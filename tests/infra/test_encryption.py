"""What is sealed opens in its own place only, with any key that is still known, and moves to the newest."""

import asyncio
import base64
import os
import subprocess
import sys
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.site_settings.models import SettingSecret
from aistrategyhub.infra import db
from aistrategyhub.infra.encryption import SealBroken, is_signed, newest_key_id, place_of, seal, sign, unseal
from aistrategyhub.infra.resealing import count_left, reseal_tenant, sealed_columns
from aistrategyhub.infra.settings import ROOT, Settings, get_settings

_ONE, _TWO = (f"{name}:{base64.b64encode(bytes([number]) * 32).decode()}" for name, number in (("k1", 1), ("k2", 2)))


def _use_keys(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    monkeypatch.setenv("FIELD_KEYS", ",".join(keys))
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
def _known_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "a secret for tests only, long enough to sign with")
    monkeypatch.delenv("FIELD_KEYS", raising=False)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_a_seal_opens_in_its_own_place_only():
    sealed = seal("segreto", place="users.mfa_secret:1")
    assert unseal(sealed, place="users.mfa_secret:1") == "segreto"
    for wrong in ("users.mfa_secret:2", "setting_secrets.sealed:1", ""):
        with pytest.raises(SealBroken):
            unseal(sealed, place=wrong)


@pytest.mark.parametrize(
    "spoil", [lambda s: s[:-2] + "AA", lambda s: s.replace("s1.", "k9."), lambda s: s[3:], lambda s: ""]
)
def test_what_was_altered_does_not_open(spoil):
    with pytest.raises(SealBroken):
        unseal(spoil(seal("segreto", place="p")), place="p")


def test_the_newest_key_seals_and_older_ones_still_open(monkeypatch):
    derived = seal("zero", place="p")
    _use_keys(monkeypatch, _ONE)
    first = seal("uno", place="p")
    _use_keys(monkeypatch, _TWO, _ONE)
    second = seal("due", place="p")
    assert [newest_key_id(), first[:3], second[:3]] == ["k2", "k1.", "k2."]
    assert [unseal(sealed, place="p") for sealed in (derived, first, second)] == ["zero", "uno", "due"]
    _use_keys(monkeypatch, _TWO)
    with pytest.raises(SealBroken, match="k1"):
        unseal(first, place="p")


def test_a_signature_stands_for_its_words_and_its_key(monkeypatch):
    _use_keys(monkeypatch, _ONE)
    signed = sign("parole")
    assert is_signed(signed, "parole")
    assert not is_signed(signed, "parola")
    assert not is_signed("k1." + signed[5:], "parole")
    assert not is_signed("", "parole")
    assert not is_signed("k1.è", "parole")
    _use_keys(monkeypatch, _TWO)
    assert not is_signed(signed, "parole")


@pytest.mark.parametrize("given", ["k1", "k1:abc", f"{_ONE},{_ONE}", _ONE.replace("k1", "s1"), "K 1:" + _ONE[3:], ","])
def test_wrong_keys_are_refused_without_being_quoted(given: str):
    with pytest.raises(ValidationError) as refused:
        Settings(field_keys=given)
    assert "key 1" in str(refused.value) or "key 2" in str(refused.value)
    assert _ONE[3:20] not in str(refused.value.errors()[0]["msg"])


def test_every_sealed_column_is_known():
    assert {f"{column.table.name}.{column.name}" for column in sealed_columns()} == {
        "setting_secrets.sealed",
        "users.mfa_secret",
    }


async def _fill(count: int) -> None:
    async with db.unit_of_work() as session:
        for number in range(count):
            row_id = new_id()
            sealed = seal(f"segreto {number}", place=place_of("setting_secrets", "sealed", row_id))
            session.add(SettingSecret(id=row_id, setting_key=f"k{number}", field="f", sealed=sealed))


async def _open_all() -> list[str]:
    async with db.unit_of_work() as session:
        rows = (await session.execute(text("SELECT id, sealed FROM setting_secrets ORDER BY id"))).all()
    return [unseal(sealed, place=place_of("setting_secrets", "sealed", row_id)) for row_id, sealed in rows]


async def test_everything_moves_to_the_newest_key(committed_tenant: UUID, monkeypatch):
    await _fill(7)
    _use_keys(monkeypatch, _ONE)
    moved = {item.column: item.moved for item in await reseal_tenant(committed_tenant, at_once=3)}
    assert moved["setting_secrets.sealed"] == 7
    async with db.unit_of_work() as session:
        assert await count_left(session) == 0
    assert await _open_all() == [f"segreto {number}" for number in range(7)]
    assert [item.moved for item in await reseal_tenant(committed_tenant)] == [0] * len(sealed_columns())


async def test_a_row_whose_key_is_gone_is_counted_and_stops_nothing(committed_tenant: UUID, monkeypatch):
    _use_keys(monkeypatch, _ONE)
    await _fill(1)
    _use_keys(monkeypatch)
    await _fill_other()
    _use_keys(monkeypatch, _TWO)
    done = {item.column: item for item in await reseal_tenant(committed_tenant, at_once=1)}
    assert (done["setting_secrets.sealed"].moved, done["setting_secrets.sealed"].unreadable) == (1, 1)
    async with db.unit_of_work() as session:
        assert await count_left(session) == 1


async def _fill_other() -> None:
    async with db.unit_of_work() as session:
        row_id = new_id()
        sealed = seal("altro", place=place_of("setting_secrets", "sealed", row_id))
        session.add(SettingSecret(id=row_id, setting_key="altro", field="f", sealed=sealed))


def _rotate() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "aistrategyhub.cli", "secrets", "rotate", "--json"]
    return subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True)


async def test_a_rotation_that_is_killed_leaves_nothing_unreadable_and_goes_on(
    committed_tenant: UUID, monkeypatch, tmp_path
):
    rows = 2_000
    await _fill(rows)
    _use_keys(monkeypatch, _ONE)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    running = _rotate()
    left = rows
    while left == rows and running.poll() is None:
        async with db.unit_of_work() as session:
            left = await count_left(session)
        await asyncio.sleep(0.01)
    running.kill()
    running.wait()
    async with db.unit_of_work() as session:
        left = await count_left(session)
    assert 0 < left < rows
    assert sorted(await _open_all()) == sorted(f"segreto {number}" for number in range(rows))
    again = _rotate()
    said, _ = again.communicate(timeout=120)
    assert again.returncode == 0, said
    async with db.unit_of_work() as session:
        assert await count_left(session) == 0
    _use_keys(monkeypatch, _ONE)
    monkeypatch.setenv("SECRET_KEY", "another secret altogether, since the derived key is not needed now")
    get_settings.cache_clear()
    assert len(await _open_all()) == rows
