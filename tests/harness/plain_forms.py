"""Forms that the server writes by itself, as a browser without scripts reads and sends them."""

import re
from datetime import timedelta
from html import unescape

import httpx
import pytest

from aistrategyhub.core import clock
from aistrategyhub.features.contact.service import admission


def hidden(page: httpx.Response) -> dict[str, str]:
    """What the page sends along unseen."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


def shown(page: httpx.Response) -> dict[str, str]:
    """What the visible fields of the page hold, as its browser sends it."""
    lines = re.findall(r'<input id="(\w+)" name="\w+" value="([^"]*)"', page.text)
    areas = re.findall(r'<textarea id="(\w+)"[^>]*>\n(.*?)</textarea>', page.text, re.S)
    chosen = re.findall(r'type="(?:checkbox|radio)" name="(\w+)" value="([^"]*)" checked', page.text)
    return {name: unescape(value) for name, value in (*lines, *areas, *chosen)}


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Whoever looks at a form has been doing so for this long."""
    moment = clock.now() + by
    monkeypatch.setattr(admission, "now", lambda: moment)
