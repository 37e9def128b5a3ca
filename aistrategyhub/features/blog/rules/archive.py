"""How a list of posts is divided into pages. Pure.

Pages are counted from the oldest post: page 1 holds the first posts that were ever published, so that a new one changes
the newest page alone and an address keeps what it showed. The newest page, which has the list's own address, shows what
no full page holds yet and the full page before it: between `PER_PAGE` and twice as many.
"""

from collections.abc import Sequence
from dataclasses import dataclass

PER_PAGE = 12


@dataclass(frozen=True)
class Slice:
    """Which posts a page shows: places counted from the oldest, the first and the one after the last."""

    first: int
    end: int


@dataclass(frozen=True)
class Disturbed:
    """The numbered pages that show something else after a change, those that are new and those that are gone."""

    changed: Sequence[int] = ()
    added: Sequence[int] = ()
    removed: Sequence[int] = ()


def last_page(total: int) -> int:
    """The highest number of a page below the newest one; 0 where the newest page shows all."""
    return max(total // PER_PAGE - 1, 0)


def slice_of(total: int, number: int | None) -> Slice | None:
    """What the page of this number shows, None (the newest page) among `total` posts; None for a page that is not
    there."""
    if number is None:
        return Slice(last_page(total) * PER_PAGE, total)
    if not 1 <= number <= last_page(total):
        return None
    return Slice((number - 1) * PER_PAGE, number * PER_PAGE)


def older_page(total: int, number: int | None) -> int | None:
    """The number of the page with the posts before those of this one."""
    before = last_page(total) if number is None else number - 1
    return before or None


def newer_page(total: int, number: int) -> int | None:
    """The number of the page with the posts after those of this one; None for the newest page."""
    return number + 1 if number < last_page(total) else None


def disturbed(before: int, after: int, place: int) -> Disturbed:
    """What a post that came to, or left, this place does to a list that had `before` posts and has `after` now."""
    first, had, has = place // PER_PAGE + 1, last_page(before), last_page(after)
    changed = set(range(first, min(had, has) + 1))
    if had != has and min(had, has) > 0:
        changed.add(min(had, has))
    return Disturbed(sorted(changed), range(had + 1, has + 1), range(has + 1, had + 1))
