"""The mail of a report: a link to it, and none of the answers."""

from typing import Any, ClassVar

from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.assessments.rules.addresses import pdf_address, result_route
from aistrategyhub.features.mailing.emails import Mail
from aistrategyhub.infra.settings import get_settings


class ReportReady(Mail):
    """To whoever asked for it: where their report is, as a page and as a PDF."""

    template: ClassVar[str] = "report_ready"

    title: str
    token: str

    def subject(self, locale: str) -> str:
        return _("Il Suo rapporto: {title}", title=self.title)

    def context(self) -> dict[str, Any]:
        base = get_settings().base_url
        return super().context() | {
            "report_url": base + in_language(result_route(self.token), current_locale()),
            "pdf_url": f"{base}{pdf_address(self.token)}?locale={current_locale()}",
        }
