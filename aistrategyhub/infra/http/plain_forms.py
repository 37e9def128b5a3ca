"""Forms that the server writes by itself, for whoever has no script to help them: with what was typed, and with the
reasons why it was refused beside the fields. Names of fields are words of the code and slugs: they are written as they
are, all else is escaped."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import URL

from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.text import _
from aistrategyhub.infra.http.plain_pages import plain_page

Errors = Mapping[str, str]
"""The sentence that refuses a field, by its name."""


def form_page(
    title: str,
    lead: str,
    *,
    action: str,
    fields: str,
    hidden: Mapping[str, str],
    trap: str,
    submit: str,
    back: tuple[str, str],
    refusal: DomainError | None = None,
) -> HTMLResponse:
    """A form to be read and sent. `fields` is HTML of the functions below, `trap` what a robot wrote into the field
    that people do not see, `back` an address and its words. With a `refusal` its status is the page's."""
    name = "".join(f'<input type="hidden" name="{key}" value="{escape(value)}">' for key, value in hidden.items())
    bait = f'<input name="website" value="{escape(trap)}" tabindex="-1" autocomplete="off">'
    content = (
        f"<h1>{escape(title)}</h1><p{' role=alert' if refusal else ''}>{escape(lead)}</p>"
        f'<form method="post" action="{action}" accept-charset="utf-8">'
        f'{fields}{name}<div class="trap" aria-hidden="true">{bait}</div>'
        f'<div><button type="submit">{escape(submit)}</button></div></form>'
        f'<p><a href="{escape(back[0])}">{escape(back[1])}</a></p>'
    )
    wait = refusal.values.get("retry_after") if refusal else None
    headers = {"Retry-After": str(wait)} if wait else {}
    status = refusal.kind.http_status if refusal else 200
    return plain_page(title, content, status=status, is_form=True, headers=headers)


def came_from(request: Request) -> tuple[str, dict[str, str]]:
    """The page of this site that the browser says it came from, with its query, and what the query asked; nothing of a
    page elsewhere."""
    page = URL(request.headers.get("referer", ""))
    if page.netloc != request.url.netloc:
        return "", {}
    return page.path + (f"?{page.query}" if page.query else ""), dict(parse_qsl(page.query))


def sentence_of(refusal: DomainError | None) -> str:
    """Why the whole form was refused."""
    return _(refusal.sentence, **refusal.values) if refusal else ""


def errors_of(refusal: DomainError | None) -> dict[str, str]:
    """Why each field was refused."""
    if not isinstance(refusal, InvalidInput):
        return {}
    return {item.field: _(item.sentence, **item.values) for item in refusal.fields}


def line(name: str, label: str, value: str, errors: Errors, attributes: str = "", hint: str = "") -> str:
    """One line of text. `attributes` are written as they are."""
    return (
        f'<div><label for="{name}">{escape(label)}{_hint(hint)}</label>'
        f'<input id="{name}" name="{name}" value="{escape(value)}" {attributes}{_marked(name, errors)}>'
        f"{_problem(name, errors)}</div>"
    )


def area(name: str, label: str, value: str, errors: Errors, *, is_required: bool, hint: str = "") -> str:
    """Several lines of text."""
    # A browser drops the first line break after the tag.
    return (
        f'<div><label for="{name}">{escape(label)}{_hint(hint)}</label>'
        f'<textarea id="{name}" name="{name}" rows="8"{" required" if is_required else ""}{_marked(name, errors)}>'
        f"\n{escape(value)}</textarea>{_problem(name, errors)}</div>"
    )


def tick(name: str, label: str, is_ticked: bool, errors: Errors, *, more: tuple[str, str]) -> str:
    """A yes or no. `more` is the address of what it speaks of, and its words."""
    box = _choice("checkbox", name, "on", label, is_ticked, _marked(name, errors))
    notice = f'<a href="{escape(more[0])}" target="_blank">{escape(more[1])}</a>'
    return f"<div>{box}{_problem(name, errors)}{notice}</div>"


def radios(
    name: str, label: str, choices: Sequence[tuple[str, str]], value: str, errors: Errors, hint: str = ""
) -> str:
    """One of several: what each sends, and what it says."""
    drawn = [_choice("radio", name, sent, said, sent == value) for sent, said in choices]
    return _group(name, label, drawn, errors, hint)


def ticks(name: str, label: str, choices: Sequence[tuple[str, str, bool]], errors: Errors, hint: str = "") -> str:
    """Any of several: the name of each, what it says, and whether it is ticked."""
    drawn = [_choice("checkbox", sent, "on", said, is_ticked) for sent, said, is_ticked in choices]
    return _group(name, label, drawn, errors, hint)


def _group(name: str, label: str, drawn: Sequence[str], errors: Errors, hint: str) -> str:
    described = f' aria-describedby="{name}-error"' if name in errors else ""
    return (
        f"<fieldset{described}><legend>{escape(label)}{_hint(hint)}</legend>"
        f"{''.join(f'<div>{one}</div>' for one in drawn)}{_problem(name, errors)}</fieldset>"
    )


def _choice(kind: str, name: str, sent: str, label: str, is_chosen: bool, marked: str = "") -> str:
    chosen = " checked" if is_chosen else ""
    return f'<label><input type="{kind}" name="{name}" value="{escape(sent)}"{chosen}{marked}>{escape(label)}</label>'


def _hint(hint: str) -> str:
    return f"<br><small>{escape(hint)}</small>" if hint else ""


def _marked(name: str, errors: Errors) -> str:
    return f' aria-invalid="true" aria-describedby="{name}-error"' if name in errors else ""


def _problem(name: str, errors: Errors) -> str:
    return f'<div class="failed" id="{name}-error">{escape(errors[name])}</div>' if name in errors else ""
