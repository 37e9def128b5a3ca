"""How lists are divided into pages: counted from the oldest post, so that a new one changes the newest page alone."""

import pytest

from aistrategyhub.features.blog.rules.archive import Disturbed, Slice, disturbed, newer_page, older_page, slice_of


@pytest.mark.parametrize(
    ("total", "number", "shown"),
    [
        (0, None, Slice(0, 0)),
        (5, None, Slice(0, 5)),
        (23, None, Slice(0, 23)),
        (24, None, Slice(12, 24)),
        (35, None, Slice(12, 35)),
        (36, None, Slice(24, 36)),
        (23, 1, None),
        (24, 1, Slice(0, 12)),
        (36, 2, Slice(12, 24)),
        (36, 3, None),
        (36, 0, None),
    ],
)
def test_what_each_page_shows(total: int, number: int | None, shown: Slice | None) -> None:
    assert slice_of(total, number) == shown


@pytest.mark.parametrize("total", [0, 1, 23, 24, 25, 36, 100])
def test_every_post_is_on_one_page(total: int) -> None:
    pages = [slice_of(total, None)]
    number = older_page(total, None)
    while number:
        pages.append(slice_of(total, number))
        number = older_page(total, number)
    places = [place for page in pages if page for place in range(page.first, page.end)]
    assert sorted(places) == list(range(total))


@pytest.mark.parametrize(
    ("total", "number", "newer"),
    [(36, 1, 2), (36, 2, None), (24, 1, None)],
)
def test_the_last_numbered_page_leads_to_the_newest_one(total: int, number: int, newer: int | None) -> None:
    assert newer_page(total, number) == newer


@pytest.mark.parametrize(
    ("before", "after", "place", "changes"),
    [
        (24, 25, 24, Disturbed([], [], [])),
        (35, 36, 35, Disturbed([1], [2], [])),
        (23, 24, 23, Disturbed([], [1], [])),
        (36, 35, 35, Disturbed([1], [], [2])),
        (60, 59, 13, Disturbed([2, 3], [], [4])),
        (60, 60, 0, Disturbed([1, 2, 3, 4], [], [])),
    ],
)
def test_a_new_post_disturbs_no_old_page(before: int, after: int, place: int, changes: Disturbed) -> None:
    found = disturbed(before, after, place)
    assert (list(found.changed), list(found.added), list(found.removed)) == (
        changes.changed,
        changes.added,
        changes.removed,
    )
