"""A series as each of its posts shows it. Pure."""

from collections.abc import Sequence

from aistrategyhub.core.text import _, mark
from aistrategyhub.features.blog.schemas.views import SeriesPart, SeriesView

_LABEL = mark("Parte {number} di {total}")


def series_view(name: str, path: str, parts: Sequence[SeriesPart]) -> SeriesView:
    """The parts in their order, the one at hand marked, with its neighbours. A series of one part is none."""
    here = next((place for place, part in enumerate(parts) if part.is_here), None)
    if here is None or len(parts) < 2:
        return SeriesView()
    return SeriesView(
        name=name,
        path=path,
        label=_(_LABEL, number=parts[here].number, total=len(parts)),
        parts=list(parts),
        previous=parts[here - 1] if here > 0 else SeriesPart(),
        next=parts[here + 1] if here + 1 < len(parts) else SeriesPart(),
    )
