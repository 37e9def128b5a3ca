"""One warm Node process that turns the state of a page into HTML, replaced whenever it dies or hangs."""

import asyncio
import json
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aistrategyhub.infra.embedded.process import die_with_parent
from aistrategyhub.infra.frontend import node

# A page takes some 5 ms. Whatever takes this long never ends.
_LONGEST_SECONDS = 10.0
_PAGES_PER_PROCESS = 5_000
_MEGABYTES = 384
_LONGEST_ANSWER = 64 * 1024 * 1024
_OK = 200


class RenderingFailed(RuntimeError):
    """Node could not make HTML of a page. The message says which page and why, for the log and the backoffice."""


class NodeGone(RenderingFailed):
    """Node died, or took too long, over a page: twice, the second time with nothing else to do."""


class Renderer:
    """`async with Renderer(built.program) as renderer: html = await renderer.html("/servizi", state)`.

    Node starts with the first page and is replaced when it dies, hangs or has made `pages_per_process` pages. Pages
    are made one after the other, in the order in which they were asked for. Belongs to the event loop it is used in.
    """

    def __init__(
        self,
        program: Path,
        *,
        longest_seconds: float = _LONGEST_SECONDS,
        pages_per_process: int = _PAGES_PER_PROCESS,
    ) -> None:
        self._program = program
        self._longest_seconds = longest_seconds
        self._pages_per_process = pages_per_process
        self._process: Process | None = None
        self._pages = 0
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def pid(self) -> int | None:
        """Of the process that is warm now."""
        return self._process.pid if self._process else None

    async def html(self, path: str, state: Mapping[str, Mapping[str, Any]]) -> str:
        """What React makes of the page at `path`, its states' vars laid over the compiled defaults.

        `state` holds JSON values. A page over which Node died or hung is tried once more in a new process. Raises
        RenderingFailed.
        """
        line = json.dumps({"path": path, "state": state}, separators=(",", ":")).encode() + b"\n"
        async with self._turn:
            try:
                answer = await self._answer(line)
            except NodeGone:
                answer = await self._last_answer(path, line)
        if "error" in answer:
            raise RenderingFailed(f"{path}: {answer['error']}")
        if answer["status"] != _OK:
            raise RenderingFailed(f"{path}: the build answers {answer['status']}, it has no such route")
        return answer["html"]

    async def close(self) -> None:
        """Ends Node, whatever it is doing. The next page starts it again."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()

    async def _last_answer(self, path: str, line: bytes) -> dict[str, Any]:
        try:
            return await self._answer(line)
        except NodeGone as gone:
            raise NodeGone(f"{path}: {gone}, twice") from None

    async def _answer(self, line: bytes) -> dict[str, Any]:
        process = await self._warm()
        try:
            async with asyncio.timeout(self._longest_seconds):
                process.stdin.write(line)
                await process.stdin.drain()
                answered = await process.stdout.readline()
        except TimeoutError:
            await self.close()
            raise NodeGone(f"Node gave no answer within {self._longest_seconds:g} s") from None
        except (OSError, ValueError) as error:
            await self.close()
            raise NodeGone(f"Node could not be talked to ({error})") from None
        except BaseException:
            # Whoever asked has gone: the answer to this page must not be taken for that to the next.
            await self.close()
            raise
        if not answered.endswith(b"\n"):
            await self.close()
            raise NodeGone("Node died")
        self._pages += 1
        return json.loads(answered)

    async def _warm(self) -> Process:
        if self._process is not None and self._pages >= self._pages_per_process:
            await self.close()
        if self._process is not None and self._process.returncode is not None:
            await self.close()
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                node(),
                f"--max-old-space-size={_MEGABYTES}",
                self._program,
                stdin=PIPE,
                stdout=PIPE,
                limit=_LONGEST_ANSWER,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGKILL),
            )
            self._pages = 0
        return self._process
