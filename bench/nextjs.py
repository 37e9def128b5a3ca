"""The same words as a static page of Next.js, built and served as its guide says: what most would take instead."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx

from aistrategyhub.infra.embedded.process import spawn, stop
from aistrategyhub.infra.frontend import reflex_environment
from aistrategyhub.infra.ports import free_port
from aistrategyhub.infra.problems import Problem

VERSION, _REACT = "16.4.6", "19.2.0"
_LAYOUT = "export default function Layout({ children }) { return <html lang='it'><body>{children}</body></html>; }\n"
_PAGE = """export const dynamic = "force-static";
const lines = %s;
export default function Page() { return <main>{lines.map((line, at) => <p key={at}>{line}</p>)}</main>; }
"""
_NOT_READ = re.compile(r"<(script|style|svg|head)\b.*?</\1>", re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")
_LONGEST_SECONDS = 300


@contextmanager
def static_page(folder: Path, html: str) -> Iterator[str]:
    """The address of a static page with the words of `html`, in one process of `next start`. Raises Problem."""
    _write(folder, _words(html))
    environment = {**os.environ, "PATH": reflex_environment()["PATH"], "NEXT_TELEMETRY_DISABLED": "1"}
    for command in (["npm", "install", "--no-audit", "--no-fund"], ["npx", "next", "build"]):
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=_LONGEST_SECONDS
        )
        if done.returncode != 0:
            raise Problem(f"Next.js was not built: {done.stderr[-500:]}", "check that npm is in reach")
    port = free_port()
    program = [shutil.which("node", path=environment["PATH"]) or "node", "node_modules/next/dist/bin/next"]
    # The program that is started leaves the serving to a child of its own.
    command = [*program, "start", "-p", str(port)]
    server = spawn(command, cwd=folder, env=environment, output=subprocess.DEVNULL)
    try:
        yield _answering(f"http://127.0.0.1:{port}")
    finally:
        stop(server)


def _write(folder: Path, words: list[str]) -> None:
    (folder / "app").mkdir(parents=True)
    package = {"private": True, "dependencies": {"next": VERSION, "react": _REACT, "react-dom": _REACT}}
    (folder / "package.json").write_text(json.dumps(package))
    (folder / "app" / "layout.jsx").write_text(_LAYOUT)
    (folder / "app" / "page.jsx").write_text(_PAGE % json.dumps(words))


def _words(html: str) -> list[str]:
    read = _TAGS.sub("\n", _NOT_READ.sub("", html))
    return [line.strip() for line in unescape(read).splitlines() if line.strip()]


def _answering(url: str) -> str:
    for _ in range(200):
        try:
            httpx.get(url, trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return url
    raise TimeoutError(url)
