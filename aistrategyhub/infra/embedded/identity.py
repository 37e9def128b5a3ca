"""As whom PostgreSQL runs: it refuses root, and a product started by root must still start it."""

import os
import pwd
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aistrategyhub.infra.problems import Problem

_NOBODY = "nobody"
_OPEN_EVERY_FOLDER = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup")


@dataclass(frozen=True)
class Identity:
    """The words that go before a command to run it as an ordinary user, and who that user is when not ourselves."""

    prefix: tuple[str, ...] = ()
    user: int = -1
    group: int = -1

    def command(self, *words: str | Path) -> list[str]:
        return [*self.prefix, *(str(word) for word in words)]

    def own(self, path: Path) -> None:
        """Makes this identity the owner of a file or folder."""
        os.chown(path, self.user, self.group, follow_symlinks=False)

    def can_write_in(self, folder: Path) -> bool:
        trial = folder / "trial"
        try:
            tried = subprocess.run(self.command("touch", trial), capture_output=True, timeout=30)
        except (OSError, subprocess.SubprocessError):
            return False
        trial.unlink(missing_ok=True)
        return tried.returncode == 0


def ordinary_identity(folder: Path) -> Identity:
    """The identity that PostgreSQL takes for its data in `folder`. Raises Problem when there is none.

    An ordinary user runs it directly, or under the name of `nobody` when theirs has no name here, because PostgreSQL
    wants one. For root it is, of these, the first that can write there: root without
    privileges in a user namespace; where namespaces are refused, as in many containers, or somebody else owns the
    data, that owner or `nobody`; and, where a folder above is closed to them (/root), the same with the right to
    pass through it.
    """
    if os.geteuid() != 0:
        return Identity() if _has_name(os.geteuid()) else _namespace()
    for identity in _identities_for_root(folder):
        if identity.can_write_in(folder):
            return identity
    raise Problem(
        f"PostgreSQL does not run as root, and an ordinary user cannot write in {folder}.",
        "DATA_DIR=/var/lib/aistrategyhub make run",
    )


def _has_name(user: int) -> bool:
    try:
        return bool(pwd.getpwuid(user))
    except KeyError:
        return False


def _namespace() -> Identity:
    nobody = pwd.getpwnam(_NOBODY)
    return Identity(("unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_uid}"))


def _identities_for_root(folder: Path) -> Iterator[Identity]:
    if folder.stat().st_uid == 0:
        yield _namespace()
        nobody = pwd.getpwnam(_NOBODY)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    owner = folder.stat()
    for rights in ((), _OPEN_EVERY_FOLDER):
        become = (f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups", "--pdeathsig=keep")
        yield Identity(("setpriv", *become, *rights), owner.st_uid, owner.st_gid)
