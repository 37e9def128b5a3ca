"""What a web process does not carry."""

import json
import subprocess
import sys

from aistrategyhub.infra.settings import ROOT

MOST_FONT_BYTES = 25_000
_LOAD = (
    "import json, sys; from aistrategyhub import registry; registry.features();"
    " print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
)


def test_the_rooms_screens_and_routes_load_no_printer_and_no_scheduler():
    said = subprocess.run([sys.executable, "-c", _LOAD], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(said.stdout.splitlines()[-1]))
    assert {"reflex", "fastapi", "sqlalchemy"} <= loaded
    assert not {"weasyprint", "fontTools", "PIL", "apscheduler"} & loaded


def test_the_type_of_the_first_screen_leaves_room_for_the_words():
    fonts = list((ROOT / "assets" / "fonts").glob("*.woff2"))
    assert len(fonts) == 2
    assert sum(font.stat().st_size for font in fonts) <= MOST_FONT_BYTES
