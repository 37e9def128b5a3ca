"""One installation: its data folder, the secrets it made for itself, and how a command finds its services."""

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from aistrategyhub.infra.embedded import services
from aistrategyhub.infra.embedded.folders import file_lock, private_folder
from aistrategyhub.infra.external import check_application_database
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.settings import Settings, get_settings

SECRETS_FILE = "secrets.json"
_SHORTEST_SECRET = 32
_NEW_SECRET = "export SECRET_KEY=\"$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')\""


class WrongConfiguration(Problem):
    """A variable that is missing or wrong."""

    exit_status = os.EX_CONFIG


@contextmanager
def connected(settings: Settings, *, check: bool = True) -> Iterator[Settings]:
    """Settings in which every address and secret is filled in: what a command needs.

    The same values are in `get_settings()` and in the environment of child processes inside the block. Embedded
    servers run; with `check`, a DATABASE_URL that does not let us in raises Problem.
    """
    settings = with_data_folder(settings)
    if check:
        check_application_database(settings)
    with services(settings) as found:
        here = {"DATA_DIR": str(settings.data_dir)}
        yield apply(found.environment() | secret_environment(settings) | here)


def with_data_folder(settings: Settings) -> Settings:
    """The settings with a data folder that exists and is absolute. Raises Problem when it cannot be written in."""
    folder = private_folder(settings.data_dir.expanduser().absolute())
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Problem(f"You may not write in {folder}.", f'sudo chown -R "$(id -u)" {folder}')
    return settings.model_copy(update={"data_dir": folder})


def apply(variables: Mapping[str, str]) -> Settings:
    """Puts variables into this process's environment; the settings read from now on have them."""
    os.environ.update(variables)
    get_settings.cache_clear()
    return get_settings()


def secret_environment(settings: Settings) -> dict[str, str]:
    """SECRET_KEY as given, else the one this installation made for itself in DATA_DIR/secrets.json.

    Raises WrongConfiguration in production when it is missing, and anywhere when it is too short to be safe.
    """
    if settings.secret_key is None and settings.is_production:
        raise WrongConfiguration(
            "SECRET_KEY is not set, and production does not invent one: all web and jobs processes share it.",
            _NEW_SECRET,
        )
    key = settings.secret_key.get_secret_value() if settings.secret_key else _own_secret(settings)
    if len(key) < _SHORTEST_SECRET:
        raise WrongConfiguration(
            f"SECRET_KEY has {len(key)} characters and needs at least {_SHORTEST_SECRET}.", _NEW_SECRET
        )
    return {"SECRET_KEY": key}


def _own_secret(settings: Settings) -> str:
    folder = private_folder(settings.data_dir)
    path = folder / SECRETS_FILE
    with file_lock(folder / "secrets.lock"):
        if not path.exists():
            draft = path.with_suffix(".new")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                json.dump({"SECRET_KEY": secrets.token_urlsafe(48)}, file)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
    return json.loads(path.read_text())["SECRET_KEY"]
