"""Where the official FatturaPA material is, for tests that hold ours against it.

FATTURAPA_OFFICIAL names the folder; without it, `../shared/fatturapa` beside the repository is tried. The official
files may not be redistributed, so a stranger's clone skips those tests.
"""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
OFFICIAL = Path(os.environ.get("FATTURAPA_OFFICIAL") or REPOSITORY.parent / "shared" / "fatturapa")
needs_official_material = pytest.mark.skipif(
    not (OFFICIAL / "xsd").is_dir(), reason="no official FatturaPA material: set FATTURAPA_OFFICIAL to its folder"
)
