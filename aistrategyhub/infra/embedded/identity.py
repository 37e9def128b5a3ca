"""As whom PostgreSQL runs: it refuses root, and a product started by root must still start it."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aistrategyhub.infra.problems import Problem

_NOBODY = "nobody"


@dataclass(frozen=True)
class Identity:
    """How to start a process as an ordinary user: words before the command, or another user id."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def command(self, *words: str | Path) -> list[str]:
        return [*self.prefix, *(str(word) for word in words)]

    def succeeds(self, *words: str | Path) -> bool:
        """Whether the command can be run with this identity and answers 0."""
        try:
            done = subprocess.run(
                self.command(*words),
                user=self.user,
                group=self.group,
                extra_groups=None if self.user is None else [],
                capture_output=True,
                timeout=30,
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return done.returncode == 0


def ordinary_identity(folder: Path) -> Identity:
    """The identity that PostgreSQL takes for its data in `folder`, which it leaves in the right hands.

    An ordinary user runs it directly. Root runs it as the owner of the data when that is somebody else, inside a
    user namespace where root has no privilege, or, where namespaces are refused (as in many containers), as
    `nobody`.
    """
    if os.geteuid() != 0:
        identity = Identity()
    elif (owner := folder.stat()).st_uid != 0:
        identity = Identity(user=owner.st_uid, group=owner.st_gid)
    elif _unprivileged_namespace().succeeds("true"):
        identity = _unprivileged_namespace()
    else:
        identity = _give_to_nobody(folder)
    if not identity.succeeds("test", "-w", folder):
        raise Problem(
            f"PostgreSQL does not run as root, and an ordinary user cannot write in {folder}.",
            "DATA_DIR=/var/lib/aistrategyhub make run",
        )
    return identity


@cache
def _unprivileged_namespace() -> Identity:
    nobody = pwd.getpwnam(_NOBODY)
    return Identity(prefix=("unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_uid}"))


def _give_to_nobody(folder: Path) -> Identity:
    nobody = pwd.getpwnam(_NOBODY)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    folder.parent.chmod(folder.parent.stat().st_mode | 0o011)
    return Identity(user=nobody.pw_uid, group=nobody.pw_gid)
