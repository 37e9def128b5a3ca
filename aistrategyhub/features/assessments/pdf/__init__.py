"""The report on paper: our own design, printed by WeasyPrint."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, speaking
from aistrategyhub.features.assessments.rules.drawing import PRINT
from aistrategyhub.features.assessments.schemas import Firm, Report
from aistrategyhub.infra.printing import print_pdf

_HERE = Path(__file__).parent


def render_report_pdf(report: Report, *, firm: Firm, locale: str) -> bytes:
    """The report in `it` or `en`, signed by this firm. The same report gives the same bytes."""
    with speaking(locale):
        page = render_html(report, firm=firm, locale=locale)
    return print_pdf(page, (_HERE / "report.css").read_text("utf-8"))


def render_html(report: Report, *, firm: Firm, locale: str) -> str:
    """The report as HTML in the language of the moment; every text in it is escaped."""
    quote_url = firm.site + in_language(report.quote_route, locale)
    values = {"report": report, "firm": firm, "locale": locale, "paint": PRINT, "quote_url": quote_url}
    return _templates().get_template("report.html").render(values)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["_"] = _
    return templates
