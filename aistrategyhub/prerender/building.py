"""What the prerenderer adds to the build of the application: its program for Node, and the policy of its pages."""

import json
import subprocess
from pathlib import Path

from aistrategyhub.infra import csp
from aistrategyhub.infra.frontend import node
from aistrategyhub.prerender.declared import Head
from aistrategyhub.prerender.page import finish

_HERE = Path(__file__).parent
_POLICY = "prerendered.json"
_LONGEST_SECONDS = 60


def finish_build(web: Path) -> None:
    """Makes `build/server/renderer.mjs`, and writes which inline scripts its pages have, beside the built pages.

    `web` is the folder of the build. Raises MovedSeam, or CalledProcessError when Node refuses.
    """
    program = web / "build" / "server" / "renderer.mjs"
    bundler = [node(), _HERE / "bundle.mjs", web.resolve(), _HERE / "renderer.mjs", program.resolve()]
    subprocess.run(bundler, check=True, timeout=_LONGEST_SECONDS)
    hashes = csp.hashes_of(finish(_any_page(program), {}, Head(), path="/", origin="", locale="it", wakes_on=()))
    (web / "build" / "client" / _POLICY).write_text(json.dumps(hashes))


def allowed_scripts(site: Path) -> frozenset[str]:
    """The hashes of the inline scripts that every page of this build has, and the only ones that it may have."""
    return frozenset(json.loads((site / _POLICY).read_text()))


def _any_page(program: Path) -> str:
    asked = json.dumps({"path": "/", "state": {}})
    said = subprocess.run(
        [node(), program], input=asked, capture_output=True, text=True, check=True, timeout=_LONGEST_SECONDS
    )
    return json.loads(said.stdout)["html"]
