"""What happens to the product's processes when the supervisor itself is killed.

Each child is told by the kernel that its parent died, and stops by itself. Its own children may know nothing of
that, and a child may hang: a small shell, which notices the supervisor's death because a pipe closes, waits and
then kills whatever is left of their process groups.
"""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

_EXECUTOR = """
trap '' INT TERM HUP
read -r _
for _ in $(seq "$2"); do
  alive=
  while read -r group; do kill -s 0 -- "-$group" && alive=1; done < "$1"
  test "$alive" || break
  sleep 1
done
while read -r group; do kill -s KILL -- "-$group"; done < "$1"
rm -f "$1"
"""


class LastWill:
    """Process groups that must not outlive this process."""

    def __init__(self, folder: Path, patience_seconds: int) -> None:
        self._note = folder / f"groups.{os.getpid()}"
        self._patience_seconds = patience_seconds
        self._executor: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.write([])
        self._executor = subprocess.Popen(
            ["sh", "-c", _EXECUTOR, "aistrategyhub-last-will", self._note, str(self._patience_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def write(self, groups: Iterable[int]) -> None:
        """Replaces the list of groups."""
        draft = self._note.with_suffix(".new")
        draft.write_text("".join(f"{group}\n" for group in groups))
        draft.rename(self._note)

    def revoke(self) -> None:
        """Nothing is left to kill: the executor ends at once."""
        self._note.unlink(missing_ok=True)
        if self._executor is not None:
            self._executor.kill()
            self._executor.stdin.close()  # type: ignore[union-attr]
            self._executor.wait()
