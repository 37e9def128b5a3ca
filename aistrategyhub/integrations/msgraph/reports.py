"""Delivery reports that came back into the sender's mailbox."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from aistrategyhub.integrations.mail.gateway import MailUnavailable
from aistrategyhub.integrations.msgraph.calls import Graph

# PidTagMessageClass: Exchange gives this one to every non-delivery report, its own and those of other servers.
_IS_REPORT = "singleValueExtendedProperties/Any(p: p/id eq 'String 0x001A' and p/value eq 'REPORT.IPM.Note.NDR')"
_PAGE = 50
_MOST_PAGES = 20


@dataclass(frozen=True)
class ReceivedReport:
    """A report as it came, in MIME."""

    received_at: datetime
    raw: bytes = field(repr=False)


async def reports_since(calls: Graph, since: datetime) -> list[ReceivedReport]:
    """The reports received from this moment on, the oldest first; at most a thousand, the rest comes next time."""
    query = quote(f"receivedDateTime ge {since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} and {_IS_REPORT}")
    order = f"&$orderby=receivedDateTime&$select=id,receivedDateTime&$top={_PAGE}"
    page = await calls.ask("GET", f"/messages?$filter={query}{order}")
    found = await _read(calls, page)
    for _page in range(_MOST_PAGES - 1):
        link = page.get("@odata.nextLink")
        if not isinstance(link, str):
            break
        page = await calls.follow(link)
        found += await _read(calls, page)
    return found


async def _read(calls: Graph, page: dict[str, Any]) -> list[ReceivedReport]:
    try:
        told = [(str(each["id"]), datetime.fromisoformat(each["receivedDateTime"])) for each in page["value"]]
    except (KeyError, TypeError, ValueError) as error:
        raise MailUnavailable("Graph: reports without id or moment") from error
    return [
        ReceivedReport(received_at, await calls.raw(f"/messages/{quote(message, safe='')}/$value"))
        for message, received_at in told
    ]
