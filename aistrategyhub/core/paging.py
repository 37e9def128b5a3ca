"""A page of a longer list: which one was asked for, and what came back."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_PER_PAGE = 100
# Beyond it the offset no longer fits PostgreSQL's bigint.
_LAST_PAGE = 10**9


@dataclass(frozen=True)
class PageRequest:
    """The page that somebody asked for. Numbers outside the sensible are brought to the nearest one."""

    page: int = 1
    per_page: int = 20

    def __post_init__(self) -> None:
        object.__setattr__(self, "page", min(max(self.page, 1), _LAST_PAGE))
        object.__setattr__(self, "per_page", min(max(self.per_page, 1), MOST_PER_PAGE))

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of `total`. A page past the end has no rows and still knows the total."""

    rows: list[T]
    total: int
    page: int
    per_page: int

    @property
    def total_pages(self) -> int:
        return -(-self.total // self.per_page)

    @property
    def has_next(self) -> bool:
        return self.page < self.total_pages

    @property
    def has_prev(self) -> bool:
        return self.page > 1
