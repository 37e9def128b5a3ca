"""Which provider an installation talks to."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aistrategyhub.infra.settings import Environment, Settings
from aistrategyhub.integrations.stripe.choose import payment_gateway, stand_in_folder
from aistrategyhub.integrations.stripe.gateway import GatewayNotConfigured, WebhookFault, WebhookRefused
from aistrategyhub.integrations.stripe.standin.keys import StandInKeys

ADDRESS = "http://127.0.0.1:12111"


def settings(tmp_path: Path, **values: object) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, **values)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET", "ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)


async def test_without_a_key_the_stand_in(tmp_path: Path):
    gateway = payment_gateway(settings(tmp_path), ADDRESS)
    assert gateway.is_stand_in
    assert gateway.publishable_key.startswith("pk_test_")
    await gateway.aclose()


async def test_with_a_key_stripe(tmp_path: Path):
    chosen = settings(
        tmp_path, stripe_secret_key="sk_test_1", stripe_publishable_key="pk_test_1", environment=Environment.PRODUCTION
    )
    gateway = payment_gateway(chosen, ADDRESS)
    assert not gateway.is_stand_in
    assert gateway.publishable_key == "pk_test_1"
    with pytest.raises(WebhookRefused) as refusal:
        gateway.verify_webhook(b"{}", "t=1,v1=00")
    assert refusal.value.fault is WebhookFault.CLOSED
    await gateway.aclose()


@pytest.mark.parametrize(
    ("environment", "address"), [(Environment.PRODUCTION, ADDRESS), (Environment.DEVELOPMENT, None)]
)
def test_never_the_stand_in_in_production_nor_without_one(
    tmp_path: Path, environment: Environment, address: str | None
):
    with pytest.raises(GatewayNotConfigured, match="STRIPE_SECRET_KEY"):
        payment_gateway(settings(tmp_path, environment=environment), address)


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path):
    folder = stand_in_folder(settings(tmp_path))
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: StandInKeys.load_or_create(folder), range(64)))
    assert len(set(made)) == 1
    assert [path.name for path in folder.iterdir()] == ["keys.json"]


def test_the_keys_are_for_the_owner_alone_and_stay_out_of_logs(tmp_path: Path):
    keys = StandInKeys.load_or_create(tmp_path)
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    written = json.loads((tmp_path / "keys.json").read_text())
    assert written["secret_key"] == keys.secret_key
    assert keys.secret_key not in repr(keys)
    assert keys.webhook_secret not in repr(keys)
