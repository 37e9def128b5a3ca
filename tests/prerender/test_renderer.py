"""The Node process behind the pages: warm, replaced when it dies or hangs, and never left behind."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aistrategyhub.infra.embedded.process import is_alive
from aistrategyhub.prerender.renderer import NodeGone, Renderer, RenderingFailed

PROGRAM = """
import { createInterface } from "node:readline";
import { existsSync, writeFileSync } from "node:fs";
const once = (name) => !existsSync(name) && (writeFileSync(name, ""), true);
for await (const line of createInterface({ input: process.stdin })) {
  const { path, state } = JSON.parse(line);
  const answer = { status: path === "/404" ? 404 : 200, html: `${path} ${process.pid} ${JSON.stringify(state)}` };
  if (path === "/dies" || (path === "/dies-once" && once(state.mark))) process.exit(3);
  if (path === "/hangs" || (path === "/hangs-once" && once(state.mark))) for (;;);
  if (path === "/throws") answer.error = "ReferenceError: x is not defined";
  process.stdout.write(JSON.stringify(answer) + "\\n");
}
"""


@pytest.fixture
async def renderer(tmp_path: Path) -> AsyncIterator[Renderer]:
    program = tmp_path / "renderer.mjs"
    program.write_text(PROGRAM)
    async with Renderer(program, longest_seconds=1, pages_per_process=3) as warm:
        yield warm


async def pid_behind(renderer: Renderer) -> int:
    return int((await renderer.html("/", {})).split()[1])


async def test_one_process_makes_many_pages(renderer: Renderer) -> None:
    assert await pid_behind(renderer) == await pid_behind(renderer)


async def test_the_state_reaches_the_page(renderer: Renderer) -> None:
    assert (await renderer.html("/è", {"a": {"x": "perché \u2028"}})).endswith('{"a":{"x":"perché \u2028"}}')


async def test_after_so_many_pages_a_new_process_takes_over(renderer: Renderer) -> None:
    pids = [await pid_behind(renderer) for _ in range(7)]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]
    assert not any(is_alive(pid) for pid in pids[:6])


@pytest.mark.parametrize("trouble", ["/dies-once", "/hangs-once"])
async def test_a_page_is_tried_again_in_a_new_process(renderer: Renderer, tmp_path: Path, trouble: str) -> None:
    before = await pid_behind(renderer)
    page = await renderer.html(trouble, {"mark": str(tmp_path / "mark")})
    assert page.startswith(trouble)
    assert not is_alive(before)


@pytest.mark.parametrize("trouble", ["/dies", "/hangs"])
async def test_a_page_that_kills_node_twice_is_refused_and_harms_no_other(renderer: Renderer, trouble: str) -> None:
    with pytest.raises(NodeGone, match=f"{trouble}: Node .*, twice"):
        await renderer.html(trouble, {})
    assert (await renderer.html("/next", {})).startswith("/next")


async def test_a_killed_node_costs_nothing(renderer: Renderer) -> None:
    pid = await pid_behind(renderer)
    os.kill(pid, signal.SIGKILL)
    assert await pid_behind(renderer) != pid


@pytest.mark.parametrize(("path", "why"), [("/throws", "ReferenceError"), ("/404", "no such route")])
async def test_a_page_that_cannot_be_made_is_refused_with_its_reason(renderer: Renderer, path: str, why: str) -> None:
    before = await pid_behind(renderer)
    with pytest.raises(RenderingFailed, match=f"{path}: .*{why}"):
        await renderer.html(path, {})
    assert await pid_behind(renderer) == before


async def test_pages_asked_for_at_once_get_their_own_answers(renderer: Renderer) -> None:
    pages = await asyncio.gather(*(renderer.html(f"/{n}", {}) for n in range(8)))
    assert [page.split()[0] for page in pages] == [f"/{n}" for n in range(8)]


async def test_whoever_stops_waiting_leaves_no_answer_to_the_next(renderer: Renderer) -> None:
    pid = await pid_behind(renderer)
    waiting = asyncio.create_task(renderer.html("/hangs", {}))
    for _ in range(10):
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await renderer.html("/next", {})).startswith("/next")
    assert not is_alive(pid)


async def test_closing_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "renderer.mjs").write_text(PROGRAM)
    async with Renderer(tmp_path / "renderer.mjs") as warm:
        pid = await pid_behind(warm)
    assert not is_alive(pid)
    assert warm.pid is None
