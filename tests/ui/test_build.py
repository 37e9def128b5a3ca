import json
import re
import subprocess
from pathlib import Path

import pytest
from reflex_base.constants import Templates

from aistrategyhub.infra.frontend import node
from aistrategyhub.ui import build

STATE_JS = (Path(Templates.Dirs.WEB_TEMPLATE) / "utils" / "state.js").read_text()


def test_the_websocket_follows_the_port_of_the_page() -> None:
    changed = build.connect_to_the_port_of_the_page(STATE_JS)
    hostname = changed.index("endpoint.hostname = frontend_hostname;")
    port = changed.index("endpoint.port = window.location.port;")
    https = changed.index('endpoint.port = ""')
    assert hostname < port < https, "behind TLS the port is the scheme's own"


def test_a_toast_is_an_event_and_not_a_script() -> None:
    changed = build.show_toasts_without_evaluating(STATE_JS)
    assert changed.index("export const applyEvent") < changed.index('"_toast"') < changed.index('"_redirect"')


@pytest.mark.parametrize(
    "change",
    [build.connect_to_the_port_of_the_page, build.show_toasts_without_evaluating, build.make_plain_elements],
)
def test_a_reflex_that_moved_stops_the_build(change) -> None:
    with pytest.raises(RuntimeError, match="this Reflex has 0 times"):
        change("// another version")


def test_the_development_server_hands_on_what_is_no_page() -> None:
    config = build.reach_the_backend("export default {\n  server: {\n    port: 1,\n  },\n}", "http://localhost:3001")
    [proxy] = re.findall(r"proxy: (.*),\n", config)
    [(pattern, target)] = json.loads(proxy).items()
    assert target == {"target": "http://localhost:3001", "ws": True}
    for path in ("/_event/?token=1", "/_event", "/api/v1/orders/ORD-1/invoice", "/dev/mailbox/3", "/health"):
        assert re.match(pattern, path), path
    for path in ("/", "/dev/ui", "/api-e-ai", "/_events", "/en/health"):
        assert not re.match(pattern, path), path


def test_written_pages_carry_the_language_of_their_folder(tmp_path: Path) -> None:
    pages = {"index.html": "it", "servizi/index.html": "it", "en/index.html": "en", "en/servizi/index.html": "en"}
    for page in pages:
        (tmp_path / page).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / page).write_text('<!DOCTYPE html><html lang="it"><body lang="it"></body></html>')
    build.declare_languages(tmp_path)
    for page, locale in pages.items():
        assert (tmp_path / page).read_text().startswith(f'<!DOCTYPE html><html lang="{locale}"><body lang="it">')


def test_one_file_per_page_is_kept(tmp_path: Path) -> None:
    for page in ("index.html", "404.html", "servizi.html", "servizi/index.html", "en.html", "en/index.html"):
        (tmp_path / page).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / page).touch()
    build.drop_copies(tmp_path)
    kept = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html"))
    assert kept == ["404.html", "en/index.html", "index.html", "servizi/index.html"]


def test_the_manifest_says_each_route_once_and_a_browser_reads_what_it_said(tmp_path: Path) -> None:
    manifest = tmp_path / "assets" / "manifest-1.js"
    manifest.parent.mkdir()
    usual = {
        "id": "routes/[en].[blog].$[slug]._index",
        "parentId": "root",
        "path": "en/blog/:slug",
        "index": True,
        "hasDefaultExport": True,
        "module": "/assets/_en_._blog_.__slug_._index-Chu3C9_l.js",
        "css": ["/assets/side-DJpj38eW.css"],
    }
    odd = {"id": "routes/$", "parentId": "root", "path": "*", "hasDefaultExport": True, "module": "/a.js", "css": []}
    routes = {"routes/$": odd, usual["id"]: {**usual, "hasAction": False, "imports": ["/b.js"]}}
    manifest.write_text(
        "window.__reactRouterManifest=" + json.dumps({"entry": {"imports": ["/c.js"]}, "routes": routes})
    )
    build.shorten_manifest(tmp_path)

    assert "hasAction" not in manifest.read_text()
    assert usual["id"] not in manifest.read_text()
    script = f"const window={{}};{manifest.read_text()}console.log(JSON.stringify(window.__reactRouterManifest))"
    read = subprocess.run([node(), "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(read.stdout) == {
        "entry": {"imports": ["/c.js"]},
        "routes": {"routes/$": odd, usual["id"]: usual},
    }


def test_modules_that_every_page_runs_are_marked_for_the_compiler() -> None:
    config = build.hint_the_compiler("export default {\n  plugins: [\n    reactRouter(),\n  ],\n}")
    assert config.startswith('import { compileHints } from "./utils/compile_hints.js";')
    assert "    reactRouter(),\n    compileHints(),\n" in config


@pytest.mark.parametrize(
    ("source", "is_refused"),
    [
        ('jsx("img",{css:({ ["width"] : 192 }), src:"a"})', True),
        ('jsx("img",{css:{"width":192}})', True),
        ('jsx("img",{className:"css", width:192})', False),
    ],
)
def test_a_style_of_a_single_element_stops_the_build(tmp_path: Path, source: str, is_refused: bool) -> None:
    (tmp_path / "app" / "routes").mkdir(parents=True)
    (tmp_path / "app" / "routes" / "pagina.jsx").write_text(source)
    if is_refused:
        with pytest.raises(RuntimeError, match=r"pagina\.jsx"):
            build.refuse_own_styles(tmp_path)
    else:
        build.refuse_own_styles(tmp_path)
