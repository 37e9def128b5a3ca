"""HTML of a mail: the room's template in the house's letter, styles written into each element.

Mail programs drop `<style>` or part of it, so css-inline copies the rules into `style` attributes; what only a
media query can say (dark mode, narrow screens) stays in `<style>` for the programs that read it.
"""

import unicodedata
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from aistrategyhub.core import text
from aistrategyhub.core.latin import one_line
from aistrategyhub.core.tokens import DARK, LIGHT
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.features.mailing.rendering.letterhead import Letterhead
from aistrategyhub.features.mailing.rendering.plain import plain_text

_LETTER = Path(__file__).parent.parent / "templates" / "letter"

_inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class RenderedMail:
    """A mail in the words its reader will see."""

    subject: str
    html: str
    text: str


def render(mail: Mail, *, locale: str, letterhead: Letterhead) -> RenderedMail:
    """The mail in this language. Whatever a field holds is shown as text: HTML is escaped, lines are joined."""
    with text.speaking(locale):
        subject = _one_safe_line(mail.subject(text.current_locale()))
        template = _environment(mail.template_folder()).get_template(f"{mail.template}.html.j2")
        page = template.render(
            mail.context() | {"letterhead": letterhead, "subject": subject, "locale": text.current_locale()}
        )
    return RenderedMail(subject=subject, html=_inliner.inline(page), text=plain_text(page))


@cache
def _environment(folder: Path) -> Environment:
    """Templates of one room, which know the house's letter as `mailing/...`."""
    environment = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(folder), PrefixLoader({"mailing": FileSystemLoader(_LETTER)})],
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": text._, "light": asdict(LIGHT), "dark": asdict(DARK)}
    environment.filters |= {
        "money": text.money_label,
        "percent": text.percent_label,
        "date": text.date_label,
        "moment": text.moment_label,
    }
    return environment


def _one_safe_line(subject: str) -> str:
    printable = (" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in subject)
    return one_line("".join(printable))
