import json
import os
import stat
from pathlib import Path

import pytest

from aistrategyhub.infra.installation import WrongConfiguration, secret_environment, with_data_folder
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import Settings

LONG = "k" * 32


@pytest.fixture(autouse=True)
def no_secret_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)


def settings_for(data_dir: Path, **others: object) -> Settings:
    return Settings(_env_file=None, data_dir=data_dir, **others)


def test_an_installation_makes_its_own_secret_once_and_keeps_it_private(tmp_path):
    first = secret_environment(settings_for(tmp_path))

    assert len(first["SECRET_KEY"]) >= 32
    assert secret_environment(settings_for(tmp_path)) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert secret_environment(settings_for(tmp_path / "other")) != first


def test_a_secret_that_was_given_is_used_and_not_written_down(tmp_path):
    assert secret_environment(settings_for(tmp_path, secret_key=LONG)) == {"SECRET_KEY": LONG}
    assert not (tmp_path / "secrets.json").exists()


def test_a_draft_left_by_a_killed_start_is_replaced(tmp_path):
    (tmp_path / "secrets.new").write_text("{")

    made = secret_environment(settings_for(tmp_path))

    assert json.loads((tmp_path / "secrets.json").read_text()) == made


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"environment": "production"}, "SECRET_KEY is not set"),
        ({"environment": "production", "secret_key": "short"}, "SECRET_KEY has 5 characters"),
        ({"secret_key": "k" * 31}, "SECRET_KEY has 31 characters"),
    ],
)
def test_an_unsafe_secret_stops_the_start_with_its_name_and_a_command(tmp_path, given, sentence):
    with pytest.raises(WrongConfiguration, match=sentence) as refusal:
        secret_environment(settings_for(tmp_path, **given))

    assert refusal.value.mend.startswith("export SECRET_KEY=")
    assert refusal.value.exit_status == os.EX_CONFIG
    assert "short" not in str(refusal.value)


def test_the_data_folder_is_made_private_and_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    found = with_data_folder(settings_for(Path("here/data")))

    assert found.data_dir == tmp_path / "here" / "data"
    assert stat.S_IMODE(found.data_dir.stat().st_mode) == 0o700


def test_a_data_folder_that_cannot_be_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Problem, match="cannot be made"):
        with_data_folder(settings_for(tmp_path / "file" / "data"))
