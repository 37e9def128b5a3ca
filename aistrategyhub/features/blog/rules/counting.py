"""Who counts as a reader, and how reads become a chart. Pure."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from aistrategyhub.core.access import Principal, Role

_MACHINES = re.compile(
    r"bot\b|bot[/;)]|crawl|spider|slurp|preview|fetch|monitor|headless|lighthouse|pingdom|uptime|scrap|archiv"
    r"|curl|wget|python|java/|go-http|okhttp|axios|node|httpclient|libwww|facebookexternalhit|whatsapp|embedly",
    re.IGNORECASE,
)
_READERS = (Role.GUEST, Role.CUSTOMER)


def sight_address(post_id: UUID) -> str:
    """Where the page of a post tells that it is looked at."""
    return f"/api/v1/blog/views/{post_id}"


def is_reader(principal: Principal, user_agent: str) -> bool:
    """Whether a look counts: not that of the firm's own people, nor of a program that says it is one."""
    is_own = principal.is_system or principal.impersonator_id is not None or principal.role not in _READERS
    return not is_own and bool(user_agent.strip()) and not _MACHINES.search(user_agent)


def days_of(views: Mapping[date, int], *, last: date, count: int) -> list[tuple[date, int]]:
    """So many days up to the last one, those without a look too."""
    days = [last - timedelta(days=back) for back in range(count - 1, -1, -1)]
    return [(day, views.get(day, 0)) for day in days]


def months_of(views: Mapping[date, int], *, last: date, count: int) -> list[tuple[date, int]]:
    """So many months up to the one of that day, each as its first day with the looks of all its days."""
    first = last.replace(day=1)
    months = [first]
    for _step in range(count - 1):
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return [(month, sum(seen for day, seen in views.items() if day.replace(day=1) == month)) for month in months]
