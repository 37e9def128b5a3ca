"""Pages of lists."""

import pytest

from aistrategyhub.core.paging import Page, PageRequest


@pytest.mark.parametrize(
    ("asked", "page", "per_page", "offset"),
    [
        ((1, 20), 1, 20, 0),
        ((3, 20), 3, 20, 40),
        ((0, 20), 1, 20, 0),
        ((-7, -7), 1, 1, 0),
        ((2, 5000), 2, 100, 100),
        ((10**30, 100), 10**9, 100, (10**9 - 1) * 100),
    ],
)
def test_what_is_asked_is_brought_to_what_makes_sense(
    asked: tuple[int, int], page: int, per_page: int, offset: int
) -> None:
    request = PageRequest(*asked)
    assert (request.page, request.per_page, request.offset) == (page, per_page, offset)


@pytest.mark.parametrize(
    ("total", "page", "pages", "has_next", "has_prev"),
    [
        (0, 1, 0, False, False),
        (20, 1, 1, False, False),
        (21, 1, 2, True, False),
        (21, 2, 2, False, True),
        (21, 9, 2, False, True),
    ],
)
def test_a_page_knows_its_neighbours(total: int, page: int, pages: int, has_next: bool, has_prev: bool) -> None:
    shown = Page([], total, page, 20)
    assert (shown.total_pages, shown.has_next, shown.has_prev) == (pages, has_next, has_prev)
