"""The one seam of Reflex's build through which a page's state enters its HTML.

The text belongs to a pinned Reflex: a seam that moved stops the build with the name of what is missing.
"""

import re

STORE = "__page"
"""In Node the name of the AsyncLocalStorage that knows the page at hand, in a browser that of the page's own data."""

_COMPILED = re.compile(r"^export const initialState = (\{.*\})$", re.MULTILINE)
_IN_THE_BROWSER = (
    "const compiledState = {compiled};\n"
    "const pageState = typeof window === 'undefined' ? undefined : window.{name}?.state;\n"
    "export const initialState = {{ ...compiledState }};\n"
    "for (const name in pageState) initialState[name] = {{ ...compiledState[name], ...pageState[name] }};"
)
_SERVER_READS = "  getSnapshot: (substateName) => initialState[substateName],\n"
_SERVER_READS_THE_PAGE = (
    "  getSnapshot: (substateName) =>\n"
    "    globalThis.{name}?.getStore()?.(substateName, initialState) ?? initialState[substateName],\n"
)


class MovedSeam(RuntimeError):
    """Reflex, or React Router, no longer writes the text that the prerenderer changes."""


def open_seam(context_jsx: str) -> str:
    """Reflex's generated `utils/context.jsx`, reading the state of the page at hand. Raises MovedSeam.

    The page's vars lie over the compiled defaults of their states: on the server of the request being rendered, in a
    browser of the page that was opened.
    """
    compiled = _COMPILED.findall(context_jsx)
    if len(compiled) != 1:
        raise MovedSeam("utils/context.jsx of this Reflex declares initialState in another way")
    if context_jsx.count(_SERVER_READS) != 1:
        raise MovedSeam("utils/context.jsx of this Reflex has another store for the server")
    in_the_browser = _IN_THE_BROWSER.format(compiled=compiled[0], name=STORE)
    return _COMPILED.sub(lambda _: in_the_browser, context_jsx).replace(
        _SERVER_READS, _SERVER_READS_THE_PAGE.format(name=STORE)
    )
