"""The second step of signing in, and what an attacker who knows the password tries with it."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import Challenge, ChallengeKind, Person
from aistrategyhub.features.accounts.rules import totp
from aistrategyhub.features.accounts.service.challenges import (
    MOST_TRIES,
    ChallengeOver,
    find_challenge,
    purge_challenges,
    take_try,
)
from aistrategyhub.features.accounts.service.recovery_codes import count_codes_left, read_code, replace_codes, use_code
from aistrategyhub.features.accounts.service.second_factor import (
    Proven,
    WrongCode,
    begin_second_factor,
    finish_second_factor,
    secret_place,
    show_code,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.encryption import seal
from tests.factories.people import create_somebody

MOMENT = datetime(2026, 11, 21, 12, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MOMENT, tick=False) as traveller:
        yield traveller


async def _guarded(session: AsyncSession, email: str = "anna@prova.example") -> Person:
    person = await create_somebody(session, email=email)
    person.mfa_secret = seal(SECRET, place=secret_place(person.id))
    person.mfa_enabled_at = now()
    await session.flush()
    return person


def _code(seconds: int = 0, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(MOMENT + timedelta(seconds=seconds))


async def _try(session: AsyncSession, token: str, code: str) -> Proven:
    challenge = await take_try(session, token, ChallengeKind.SECOND_FACTOR)
    return await finish_second_factor(session, challenge, code)


class TestSigningIn:
    async def test_a_code_adds_to_what_was_shown_before(self, session: AsyncSession) -> None:
        person = await _guarded(session)
        proven = await _try(session, await begin_second_factor(session, person, methods=["google"]), _code())
        assert (proven.person.id, proven.methods) == (person.id, ["google", "totp"])

    async def test_a_recovery_code_does_as_well_and_only_once(self, session: AsyncSession) -> None:
        person = await _guarded(session)
        codes = await replace_codes(session, person.id)
        token = await begin_second_factor(session, person, methods=["password"])
        assert (await _try(session, token, codes[3].upper())).methods == ["password", "recovery_code"]
        assert await count_codes_left(session, person.id) == 9
        with pytest.raises(WrongCode):
            await _try(session, await begin_second_factor(session, person, methods=["password"]), codes[3])

    async def test_a_challenge_is_over_after_its_success(self, session: AsyncSession) -> None:
        person = await _guarded(session)
        codes = await replace_codes(session, person.id)
        token = await begin_second_factor(session, person, methods=["password"])
        await _try(session, token, _code())
        with pytest.raises(ChallengeOver):
            await _try(session, token, codes[0])

    async def test_five_tries_then_a_new_sign_in(self, session: AsyncSession) -> None:
        token = await begin_second_factor(session, await _guarded(session), methods=["password"])
        for left in range(MOST_TRIES - 1, -1, -1):
            challenge = await take_try(session, token, ChallengeKind.SECOND_FACTOR)
            assert challenge.tries_left == left
            with pytest.raises(WrongCode):
                await finish_second_factor(session, challenge, "000000")
        with pytest.raises(ChallengeOver):
            await _try(session, token, _code())

    async def test_it_lasts_five_minutes(self, session: AsyncSession, clock: time_machine.Traveller) -> None:
        token = await begin_second_factor(session, await _guarded(session), methods=["password"])
        clock.shift(timedelta(minutes=5))
        assert await find_challenge(session, token, ChallengeKind.SECOND_FACTOR) is None
        with pytest.raises(ChallengeOver):
            await _try(session, token, _code(300))
        assert await purge_challenges(session) == 1
        assert (await session.execute(select(func.count()).select_from(Challenge))).scalar_one() == 0

    async def test_a_challenge_belongs_to_the_person_who_began_it(self, session: AsyncSession) -> None:
        owner, other = await _guarded(session), await _guarded(session, "altro@prova.example")
        codes = await replace_codes(session, other.id)
        token = await begin_second_factor(session, owner, methods=["password"])
        with pytest.raises(WrongCode):
            await _try(session, token, codes[0])

    @pytest.mark.parametrize("kind", [kind for kind in ChallengeKind if kind is not ChallengeKind.SECOND_FACTOR])
    async def test_a_token_of_another_ceremony_is_none(self, session: AsyncSession, kind: ChallengeKind) -> None:
        token = await begin_second_factor(session, await _guarded(session), methods=["password"])
        with pytest.raises(ChallengeOver):
            await take_try(session, token, kind)

    async def test_who_was_shut_out_meanwhile_does_not_get_in(self, session: AsyncSession) -> None:
        person = await _guarded(session)
        token = await begin_second_factor(session, person, methods=["password"])
        person.is_active = False
        with pytest.raises(ChallengeOver):
            await _try(session, token, _code())


class TestCodes:
    @pytest.mark.parametrize("seconds", [-60, -30, 30, 60, 3600])
    async def test_the_code_of_another_step_is_wrong(self, session: AsyncSession, seconds: int) -> None:
        with pytest.raises(WrongCode):
            await show_code(session, await _guarded(session), _code(seconds))

    @pytest.mark.parametrize("typed", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "' OR 1=1", "0" * 500, "\0" * 6])
    async def test_what_is_no_code_is_wrong(self, session: AsyncSession, typed: str) -> None:
        with pytest.raises(WrongCode):
            await show_code(session, await _guarded(session), typed)

    async def test_a_code_may_be_typed_with_a_gap(self, session: AsyncSession) -> None:
        code = _code()
        assert await show_code(session, await _guarded(session), f" {code[:3]} {code[3:]} ") == "totp"

    async def test_a_code_counts_once(self, session: AsyncSession, clock: time_machine.Traveller) -> None:
        person = await _guarded(session)
        await show_code(session, person, _code())
        with pytest.raises(WrongCode):
            await show_code(session, person, _code())
        clock.shift(timedelta(seconds=30))
        assert await show_code(session, person, _code(30)) == "totp"

    async def test_setting_the_clock_back_revives_no_code(
        self, session: AsyncSession, clock: time_machine.Traveller
    ) -> None:
        person = await _guarded(session)
        await show_code(session, person, _code())
        clock.shift(timedelta(seconds=-30))
        with pytest.raises(WrongCode):
            await show_code(session, person, _code(-30))

    async def test_a_secret_that_was_not_confirmed_counts_for_nothing(self, session: AsyncSession) -> None:
        person = await _guarded(session)
        person.mfa_enabled_at = None
        with pytest.raises(WrongCode):
            await show_code(session, person, _code())

    def test_they_are_those_of_rfc_6238(self) -> None:
        # Appendix B of the RFC, its last six digits: secret "12345678901234567890" at these seconds.
        secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        table = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
        for seconds, code in table.items():
            step = totp.step_at(datetime.fromtimestamp(seconds, UTC))
            assert totp.fits_step(secret, code, step)
            assert not totp.fits_step(secret, code, step + 1)


class TestRecoveryCodes:
    async def test_there_are_ten_of_120_random_bits_and_none_is_stored(self, session: AsyncSession) -> None:
        person = await _guarded(session)
        codes = await replace_codes(session, person.id)
        assert len(set(codes)) == 10
        assert all(len(read_code(code) or "") == 24 for code in codes)
        stored = await session.run_sync(lambda s: s.connection().exec_driver_sql("SELECT * FROM recovery_codes").all())
        assert not any((read_code(code) or "") in str(stored) or code in str(stored) for code in codes)

    async def test_new_ones_end_the_old(self, session: AsyncSession) -> None:
        person = await _guarded(session)
        old = await replace_codes(session, person.id)
        await replace_codes(session, person.id)
        assert not await use_code(session, person.id, old[0])
        assert await count_codes_left(session, person.id) == 10

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("0123-4567-89ab-cdef-ghjk-mnpq", "0123456789abcdefghjkmnpq"),
            ("O123 4567 89AB CDEF GHJK MNPQ", "0123456789abcdefghjkmnpq"),
            ("oi23-4567-89ab-cdef-ghjk-mnpl", "0123456789abcdefghjkmnp1"),
            ("0123-4567-89ab-cdef-ghjk-mnpu", None),
            ("0123-4567-89ab-cdef-ghjk", None),
            ("", None),
            ("à" * 24, None),
        ],
    )
    def test_they_may_be_typed_as_they_are_read(self, typed: str, read: str | None) -> None:
        assert read_code(typed) == read


class TestAtOnce:
    """Two requests in the same instant: real connections and commits."""

    async def _person(self, tenant_id: UUID) -> tuple[Person, list[str]]:
        async with unit_of_work(tenant_id) as session:
            person = await _guarded(session)
            return person, await replace_codes(session, person.id)

    async def _attempt(self, token: str, code: str) -> bool:
        try:
            async with unit_of_work() as session:
                challenge = await take_try(session, token, ChallengeKind.SECOND_FACTOR)
            async with unit_of_work() as session:
                await finish_second_factor(session, challenge, code)
        except (WrongCode, ChallengeOver):
            return False
        return True

    @pytest.mark.parametrize("which", ["totp", "recovery_code"])
    async def test_a_code_shown_twice_at_once_counts_for_one(self, committed_tenant: UUID, which: str) -> None:
        person, codes = await self._person(committed_tenant)
        async with unit_of_work() as session:
            tokens = [await begin_second_factor(session, person, methods=["password"]) for _ in range(6)]
        code = _code() if which == "totp" else codes[0]
        outcomes = await asyncio.gather(*(self._attempt(token, code) for token in tokens))
        assert sum(outcomes) == 1

    async def test_a_challenge_finished_twice_at_once_counts_for_one(self, committed_tenant: UUID) -> None:
        person, codes = await self._person(committed_tenant)
        async with unit_of_work() as session:
            token = await begin_second_factor(session, person, methods=["password"])
        outcomes = await asyncio.gather(*(self._attempt(token, code) for code in codes[:4]))
        assert sum(outcomes) == 1
        async with unit_of_work() as session:
            assert await count_codes_left(session, person.id) == 9

    async def test_guesses_made_at_once_do_not_outrun_the_count(self, committed_tenant: UUID) -> None:
        person, _codes = await self._person(committed_tenant)
        async with unit_of_work() as session:
            token = await begin_second_factor(session, person, methods=["password"])

        async def guess(number: int) -> bool:
            try:
                async with unit_of_work() as session:
                    await take_try(session, token, ChallengeKind.SECOND_FACTOR)
            except ChallengeOver:
                return False
            return True

        assert sum(await asyncio.gather(*(guess(number) for number in range(12)))) == MOST_TRIES
