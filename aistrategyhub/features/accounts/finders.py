"""What staff look for by name: people."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Finder, Found
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.directory import list_people
from aistrategyhub.features.accounts.rules.directory import person_row

_A_HANDFUL = PageRequest(per_page=5)


async def find_people(session: AsyncSession, q: str) -> Sequence[Found]:
    """People by name or address."""
    rows = [person_row(person) for person in (await list_people(session, _A_HANDFUL, q=q)).rows]
    return [
        Found(row.name or row.email, f"/admin/persone/{row.person_id}", f"{row.email}, {row.role_label}")
        for row in rows
    ]


FINDERS = (Finder(mark("Persone"), find_people, AccountsPermission.READ),)
