"""Pages that the server writes by itself: one sheet of styles inside, no script and no file beside them."""

import base64
import hashlib
from html import escape

from fastapi.responses import HTMLResponse

from aistrategyhub.core.text import current_locale
from aistrategyhub.core.tokens import DARK, LIGHT, Palette


def _colours(palette: Palette) -> str:
    return (
        f":root{{--paper:{palette.paper};--ink:{palette.ink};--soft:{palette.ink_soft};--faint:{palette.ink_faint};"
        f"--outline:{palette.outline};--action:{palette.action};--on-action:{palette.on_action};"
        f"--failed:{palette.failed}}}"
    )


_STYLE = (
    "html{color-scheme:light dark}"
    + _colours(LIGHT)
    + f"@media(prefers-color-scheme:dark){{{_colours(DARK)}}}"
    + "body{margin:0;background:var(--paper);color:var(--ink);font:1.125rem/1.6 Georgia,serif}"
    "main{max-width:34rem;margin:0 auto;padding:18vh 1.25rem 3rem}"
    "main.is-form{padding-top:3rem}"
    "h1{font-size:1.75rem;line-height:1.25;margin:0 0 1rem;font-weight:500}"
    "p{color:var(--soft);margin:0 0 1.5rem;overflow-wrap:anywhere}"
    "small{color:var(--faint);font-size:.875rem}"
    "a{color:var(--action);text-underline-offset:.2em}"
    "form:not([hidden]){display:grid;gap:1.25rem;margin-bottom:1.5rem}"
    "label{display:block;font-size:1rem}"
    "fieldset{border:0;margin:0;padding:0;display:grid;gap:.5rem}"
    "legend{padding:0 0 .25rem;font-size:1rem}"
    "ul{margin:0 0 1.5rem;padding-left:1.25rem;color:var(--soft)}"
    "input:not([type=checkbox],[type=radio]),textarea{box-sizing:border-box;width:100%;min-height:2.75rem;margin-top:.25rem;"
    "padding:.5rem .75rem;border:1px solid var(--outline);border-radius:.25rem;background:var(--paper);"
    "color:var(--ink);font:inherit}"
    "textarea{min-height:10rem}"
    "input[aria-invalid],textarea[aria-invalid]{border-color:var(--failed)}"
    "input[type=checkbox],input[type=radio]{width:1.25rem;height:1.25rem;margin:0 .5rem 0 0;vertical-align:-.2rem}"
    "button{min-height:2.75rem;padding:.5rem 1.25rem;border:0;border-radius:.25rem;background:var(--action);"
    "color:var(--on-action);font:inherit;cursor:pointer}"
    "button:disabled{opacity:.55;cursor:progress}"
    ":focus-visible{outline:2px solid var(--action);outline-offset:2px}"
    ".failed{margin:.25rem 0 0;color:var(--failed);font-size:1rem}"
    ".trap{position:absolute;left:-9999px}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


def plain_page(
    title: str,
    content: str,
    *,
    status: int,
    is_form: bool = False,
    headers: dict[str, str] | None = None,
    allowed: dict[str, str] | None = None,
) -> HTMLResponse:
    """A page in the language being spoken. `content` is HTML that the caller escaped; nobody keeps a copy of it.

    `allowed` are directives that its content policy has besides: without them it runs and loads nothing.
    """
    directives = {
        "default-src": "'none'",
        "style-src": f"'sha256-{_STYLE_HASH}'",
        "img-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'" if is_form else "'none'",
        **(allowed or {}),
    }
    policy = "; ".join(f"{name} {sources}" for name, sources in directives.items())
    html = (
        f'<!doctype html><html lang="{current_locale()}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        '<link rel="icon" href="/favicon.svg">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<main{' class=is-form' if is_form else ''}>{content}</main></html>"
    )
    told = {"Content-Security-Policy": policy, "Cache-Control": "no-store", **(headers or {})}
    return HTMLResponse(html, status_code=status, headers=told)
