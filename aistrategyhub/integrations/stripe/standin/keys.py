"""The stand-in's keys: made once for each data folder, read by whoever may open that folder."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE_NAME = "keys.json"


@dataclass(frozen=True)
class StandInKeys:
    """What Stripe's dashboard would show: the API keys and the signing secret of the webhook endpoint."""

    publishable_key: str
    secret_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)

    @classmethod
    def load_or_create(cls, folder: Path) -> "StandInKeys":
        """The folder's keys; whichever process comes first makes them, and all of them agree."""
        path = folder / FILE_NAME
        if not path.exists():
            _write_once(path, cls._new())
        return cls(**json.loads(path.read_text()))

    @classmethod
    def _new(cls) -> "StandInKeys":
        return cls(
            publishable_key=f"pk_test_{secrets.token_hex(16)}",
            secret_key=f"sk_test_{secrets.token_hex(16)}",
            webhook_secret=f"whsec_{secrets.token_hex(24)}",
        )


def _write_once(path: Path, keys: StandInKeys) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(keys), file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
