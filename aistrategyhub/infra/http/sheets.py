"""Lists as files that a spreadsheet opens, written while they are read."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from fastapi.responses import StreamingResponse

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.spreadsheets import UTF8_MARK, csv_cell, csv_line


def csv_download(stem: str, columns: Sequence[str], rows: AsyncIterator[Mapping[str, Any]]) -> StreamingResponse:
    """The rows as `<stem>-<today>.csv`, whose first line names the columns; no cache on the way may hold it.

    `rows` is read after the route has returned: it opens its own unit of work, for a tenant that it was told.
    """
    headers = {
        "Content-Disposition": f'attachment; filename="{stem}-{today_in_rome()}.csv"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(_lines(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)


async def _lines(columns: Sequence[str], rows: AsyncIterator[Mapping[str, Any]]) -> AsyncIterator[str]:
    yield UTF8_MARK + csv_line(columns)
    async for row in rows:
        yield csv_line([csv_cell(_said(row[column])) for column in columns])


def _said(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
