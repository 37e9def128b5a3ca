"""Private files on their way to whoever may have them."""

from collections.abc import AsyncIterator
from urllib.parse import quote

from fastapi.responses import StreamingResponse


def to_be_saved(content: AsyncIterator[bytes], *, name: str, content_type: str, size: int) -> StreamingResponse:
    """The file to be saved: no browser shows it, nothing of it runs, no cache on the way holds it."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(size),
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
    }
    return StreamingResponse(content, media_type=content_type, headers=headers)
