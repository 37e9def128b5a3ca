"""What the prerenderer adds to the build of the application: its program for Node, and the scripts of its pages."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from aistrategyhub.infra import csp
from aistrategyhub.infra.frontend import node, server_dir, site_dir
from aistrategyhub.prerender.declared import Head
from aistrategyhub.prerender.page import finish
from aistrategyhub.prerender.styles import StyleSheet, sheets_of

SOURCES = Path(__file__).parent
_SCRIPTS = "scripts.json"
_LONGEST_SECONDS = 60


@dataclass(frozen=True)
class Built:
    """One build of the application, as the prerenderer needs it: every page is made of one and the same.

    `program` renders in Node. `wake` is the script that wakes a page. `scripts` are the hashes of the inline scripts
    that every page has, and the only ones that a page may have. `sheets` are its style sheets by their address.
    """

    program: Path
    wake: str
    scripts: frozenset[str]
    sheets: Mapping[str, StyleSheet]

    @classmethod
    def last(cls) -> Self:
        """The last finished build. Raises FileNotFoundError when there is none."""
        server = server_dir().resolve()
        scripts = frozenset(json.loads((server / _SCRIPTS).read_text()))
        sheets = sheets_of(site_dir().resolve() / "assets")
        return cls(server / "renderer.mjs", (server / "wake.js").read_text(), scripts, sheets)

    def policy(self) -> str:
        """The Content-Security-Policy of all these pages."""
        return csp.policy(sorted(self.scripts))


def finish_build(web: Path) -> None:
    """Makes what `Built` is read from, beside the server's part of the build in the folder `web`.

    Raises MovedSeam, csp.UnsafePage, or CalledProcessError when Node refuses.
    """
    server = web.resolve() / "build" / "server"
    subprocess.run(
        [node(), SOURCES / "bundle.mjs", web.resolve(), SOURCES, server], check=True, timeout=_LONGEST_SECONDS
    )
    wake = (server / "wake.js").read_text()
    page = finish(_any_page(server), {}, Head(), path="/", origin="", locale="it", wakes_on=(), wake=wake)
    (server / _SCRIPTS).write_text(json.dumps(csp.hashes_of(page)))


def _any_page(server: Path) -> str:
    asked = json.dumps({"path": "/", "state": {}})
    program = [node(), server / "renderer.mjs"]
    said = subprocess.run(program, input=asked, capture_output=True, text=True, check=True, timeout=_LONGEST_SECONDS)
    return json.loads(said.stdout)["html"]
