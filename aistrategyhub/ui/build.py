"""What the house adds to Reflex's build. The seams are text of a pinned Reflex: a moved one stops the build."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import reflex as rx
from reflex.utils.exec import is_prod_mode
from reflex_base.config import get_config
from reflex_base.constants import Templates

from aistrategyhub.core import tokens
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES
from aistrategyhub.infra import csp
from aistrategyhub.infra.frontend import web_dir
from aistrategyhub.prerender.building import SOURCES, finish_build
from aistrategyhub.prerender.seams import open_seam

_HERE = Path(__file__).parent
_STATE_JS = Path(Templates.Dirs.WEB_TEMPLATE) / "utils" / "state.js"
_HOST_LINE = "endpoint.hostname = frontend_hostname;"
_DEV_SERVER = "  server: {\n"
_ROUTER_PLUGIN = "    reactRouter(),\n"
_ALIASES = "    alias: [\n"
_PLAIN_ELEMENTS = """      {
        find: "@emotion/react",
        replacement: fileURLToPath(new URL("./utils/plain_elements.js", import.meta.url)),
      },
"""
_MANIFEST = "window.__reactRouterManifest="
_READ_ROWS = (
    "(manifest,rows)=>{for(const[path,ending,...css]of rows){"
    'const name=path.split("/").map(word=>word[0]===":"?`$[${word.slice(1)}]`:`[${word}]`).join(".")+"._index",'
    'id="routes/"+name;manifest.routes[id]={id,parentId:"root",path,index:true,hasDefaultExport:true,'
    'module:`/assets/${name.replace(/[\\][$]/g,"_")}-${ending}.js`,css}}return manifest}'
)
_OWN_STYLE = re.compile(r"\bcss:\(?\{.{,80}")
_NOT_PAGES = ("_event", "_health", "ping", "health", "metrics", "api", "media", "paga", "dev/mailbox", "dev/stripe")
_FIRST_EVENT = "  // Handle special events\n"
_OWN_EVENTS = """  if (event.name == "_toast") {
    window.dispatchEvent(new CustomEvent("hub:toast", { detail: event.payload }));
    return;
  }
  if (event.name == "_reveal") {
    window.dispatchEvent(new CustomEvent("hub:reveal", { detail: event.payload }));
    return;
  }
  if (event.name == "_address") {
    const { path, query, replace } = event.payload;
    const { location, history } = window;
    const address = location.pathname + (query ? `?${query}` : "");
    const isHere = location.pathname.replace(/\\/$/, "") === path.replace(/\\/$/, "");
    if (!isHere || address === location.pathname + location.search) return;
    if (replace) {
      history.replaceState(history.state, "", address);
      return;
    }
    // The router counts its steps in the state of each. It believes that it never left this one, and would load nothing
    // when one goes back to it: so it must not know it again.
    const key = () => Math.random().toString(36).slice(2, 10);
    history.replaceState({ ...history.state, key: key() }, "");
    history.pushState({ key: key(), idx: (history.state.idx ?? 0) + 1 }, "", address);
    return;
  }
  if (event.name == "_leave") {
    window.location.assign(event.payload.path);
    return;
  }
"""


class House(rx.plugins.Plugin):
    """Tokens and styles, the port of the page for the websocket, the language of each document, the prerenderer."""

    def pre_compile(self, **context: Any) -> None:
        context["add_save_task"](lambda: ("styles/tokens.css", tokens.stylesheet()))
        for written in (
            _HERE / "house.js",
            _HERE / "passkeys.js",
            _HERE / "plain_elements.js",
            *sorted((_HERE / "scripts").iterdir()),
            SOURCES / "awake.js",
            SOURCES / "compile_hints.js",
        ):
            context["add_save_task"](partial(_copied, written))
        for written in sorted((_HERE / "rich_text").iterdir()):
            context["add_save_task"](partial(_copied, written, "utils/rich_text"))
        context["add_modify_task"]("styles/tailwind.css", lambda _: (_HERE / "house.css").read_text())
        # Written from Reflex's own file each time: the copy in the web folder carries what earlier builds changed.
        context["add_save_task"](lambda: ("utils/state.js", changed_state_js(_STATE_JS.read_text())))
        context["add_modify_task"]("utils/context.jsx", open_seam)
        context["add_modify_task"]("vite.config.js", hint_the_compiler)
        context["add_modify_task"]("vite.config.js", make_plain_elements)
        if not is_prod_mode():
            backend = f"http://localhost:{get_config().backend_port}"
            context["add_modify_task"]("vite.config.js", lambda text: reach_the_backend(text, backend))

    def post_build(self, **context: Any) -> None:
        refuse_own_styles(web_dir())
        drop_copies(context["static_dir"])
        declare_languages(context["static_dir"])
        shorten_manifest(context["static_dir"])
        csp.write_hashes(context["static_dir"])
        finish_build(web_dir())


def _copied(script: Path, folder: str = "utils") -> tuple[str, str]:
    """A script of the house, or the styles that it brings along, where pages import it from."""
    return f"{folder}/{script.name}", script.read_text()


def changed_state_js(state_js: str) -> str:
    """Reflex's client with our two changes."""
    return show_toasts_without_evaluating(connect_to_the_port_of_the_page(state_js))


def connect_to_the_port_of_the_page(state_js: str) -> str:
    """Makes the websocket follow the page's own port, so that one build serves on any."""
    return _insert_after(state_js, _HOST_LINE, "\n    endpoint.port = window.location.port;")


def show_toasts_without_evaluating(state_js: str) -> str:
    """Teaches `applyEvent` the events `_toast`, `_reveal`, `_leave` (`parts`) and `_address` (`tables`).

    Reflex's own toasts are evaluated scripts, and its redirect knows only the application's pages.
    """
    return _insert_after(state_js, _FIRST_EVENT, _OWN_EVENTS)


def reach_the_backend(vite_config: str, backend: str) -> str:
    """Makes the development server hand the API and the websocket on, so that one origin serves all as it will live."""
    proxy = json.dumps({f"^/(?:{'|'.join(_NOT_PAGES)})(?:[/?]|$)": {"target": backend, "ws": True}})
    return _insert_after(vite_config, _DEV_SERVER, f"    proxy: {proxy},\n")


def hint_the_compiler(vite_config: str) -> str:
    """Marks the modules that every page runs whole as it wakes."""
    hinted = 'import { compileHints } from "./utils/compile_hints.js";\n' + vite_config
    return _insert_after(hinted, _ROUTER_PLUGIN, "    compileHints(),\n")


def make_plain_elements(vite_config: str) -> str:
    """Makes elements with React alone: the library that Reflex makes them with serves styles of single elements."""
    return _insert_after(vite_config, _ALIASES, _PLAIN_ELEMENTS)


def refuse_own_styles(folder: Path) -> None:
    """Stops the build when an element has a style of its own, which the content policy would refuse. A property that
    Reflex does not know of an element becomes one: `custom_attrs` are for those."""
    for part in ("app", "app_components", "utils"):
        for source in sorted((folder / part).rglob("*.jsx")):
            if found := _OWN_STYLE.search(source.read_text()):
                raise RuntimeError(f"an element with a style of its own in {source.relative_to(folder)}: {found[0]}")


def _insert_after(text: str, place: str, addition: str) -> str:
    if text.count(place) != 1:
        raise RuntimeError(f"this Reflex has {text.count(place)} times, not once: {place.strip()!r}")
    return text.replace(place, place + addition)


def drop_copies(static_dir: Path) -> None:
    """Removes the `page.html` that Reflex writes beside each `page/index.html`: `infra.pages` needs one of them."""
    for page in static_dir.rglob("*/index.html"):
        page.parent.with_suffix(".html").unlink(missing_ok=True)


def declare_languages(static_dir: Path) -> None:
    """Gives each written page the `lang` of its folder: Reflex has one for the whole application."""
    for locale in LOCALES:
        if locale == DEFAULT_LOCALE:
            continue
        for page in static_dir.glob(f"{locale}/**/index.html"):
            page.write_text(re.sub(r'<html lang="\w+"', f'<html lang="{locale}"', page.read_text(), count=1))


def shorten_manifest(static_dir: Path) -> None:
    """Writes each route of the router's manifest once: every page that wakes reads that of all, and it says three times
    where each is. What a module imports is left out, which only links that fetch ahead would ask."""
    for manifest in (static_dir / "assets").glob("manifest-*.js"):
        whole = json.loads(manifest.read_text().removeprefix(_MANIFEST).rstrip(";\n"))
        rows, others = [], {}
        for name, route in whole["routes"].items():
            said = {key: value for key, value in route.items() if value is not False and key != "imports"}
            row = _row_of(said)
            if row and route_of(row) == said:
                rows.append(row)
            else:
                others[name] = said
        left = json.dumps({**whole, "routes": others}, separators=(",", ":"))
        manifest.write_text(f"{_MANIFEST}({_READ_ROWS})({left},{json.dumps(rows, separators=(',', ':'))});")


def route_of(row: Sequence[str]) -> dict[str, Any]:
    """The route that a row of the manifest stands for: its path, how the name of its module ends, its sheets. The
    browser reads it in the same way (`_READ_ROWS`)."""
    path, ending, *sheets = row
    words = [f"$[{word[1:]}]" if word.startswith(":") else f"[{word}]" for word in path.split("/")]
    name = f"{'.'.join(words)}._index"
    return {
        "id": f"routes/{name}",
        "parentId": "root",
        "path": path,
        "index": True,
        "hasDefaultExport": True,
        "module": f"/assets/{re.sub(r'[][$]', '_', name)}-{ending}.js",
        "css": sheets,
    }


def _row_of(route: Mapping[str, Any]) -> list[str]:
    ending = re.search(r"-([\w-]{8})\.js$", route["module"])
    return [route["path"], ending[1], *route["css"]] if ending and route.get("path") else []
