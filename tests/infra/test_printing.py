"""The press, and what it leaves behind."""

import os
import subprocess
import sys
from pathlib import Path

_A_WORKER_PRINTS = """
import sys
from multiprocessing import get_context
from pathlib import Path
from aistrategyhub.infra.printing import print_pdf

style = '@font-face { font-family: Newsreader; src: url("house-fonts:newsreader-display-400.woff2") }'
worker = get_context("fork").Process(
    target=lambda: Path(sys.argv[1]).write_bytes(print_pdf("<p>Rapporto</p>", style + "p { font-family: Newsreader }"))
)
worker.start()
worker.join()
"""


def test_a_web_worker_that_printed_leaves_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    temporary, printed = tmp_path / "temporary", tmp_path / "printed.pdf"
    temporary.mkdir()

    subprocess.run(
        [sys.executable, "-c", _A_WORKER_PRINTS, str(printed)], env={**os.environ, "TMPDIR": str(temporary)}, check=True
    )

    assert printed.read_bytes()[:5] == b"%PDF-"
    assert list(temporary.glob("weasyprint-*")) == []
