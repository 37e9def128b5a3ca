"""What an editor's browser asks to change in a draft. Each may arrive twice and changes nothing the second time."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

BlockId = Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z-]*$")]
Path = Annotated[str, Field(max_length=120, pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)*$")]
Place = Annotated[int, Field(ge=0, le=1000)]
Locale = Annotated[str, Field(max_length=5)]


class _Edit(BaseModel):
    model_config = ConfigDict(extra="forbid")

    locale: Locale


class SetField(_Edit):
    """One field: of a block, or with an empty `block` of the page. `path` is dotted (`items.2.question`)."""

    op: Literal["set"]
    block: BlockId = ""
    path: Path
    value: str | int | bool | list[str] | None


class ToggleMember(_Edit):
    """A value is one of a list, or no more."""

    op: Literal["toggle"]
    block: BlockId
    path: Path
    member: Annotated[str, Field(max_length=60)]
    is_on: bool


class AddBlock(_Edit):
    """A new block of a kind, named by the browser so that asking twice adds one. It stands at `at`, or last."""

    op: Literal["add"]
    id: BlockId
    kind: Annotated[str, Field(max_length=40)]
    at: Place | None = None


class RemoveBlock(_Edit):
    op: Literal["remove"]
    block: BlockId


class PutBack(_Edit):
    """A removed block as it was."""

    op: Literal["put_back"]
    value: dict[str, Any]
    at: Place


class MoveBlock(_Edit):
    op: Literal["move"]
    block: BlockId
    at: Place


class DuplicateBlock(_Edit):
    op: Literal["duplicate"]
    block: BlockId
    id: BlockId


class AddItem(_Edit):
    """One more item of a list that had `length` of them."""

    op: Literal["add_item"]
    block: BlockId
    path: Path
    length: Place


class RemoveItem(_Edit):
    op: Literal["remove_item"]
    block: BlockId
    path: Path
    at: Place
    length: Place


class PutItem(_Edit):
    """A removed item as it was, in a list that has `length` of them now."""

    op: Literal["put_item"]
    block: BlockId
    path: Path
    value: dict[str, Any]
    at: Place
    length: Place


class MoveItem(_Edit):
    op: Literal["move_item"]
    block: BlockId
    path: Path
    at: Place
    to: Place


class StartLocale(_Edit):
    """A language that had no content of its own begins with the Italian one."""

    op: Literal["start_locale"]


class DropLocale(_Edit):
    """A language goes back to showing the Italian content."""

    op: Literal["drop_locale"]


Edit = Annotated[
    SetField
    | ToggleMember
    | AddBlock
    | RemoveBlock
    | PutBack
    | MoveBlock
    | DuplicateBlock
    | AddItem
    | RemoveItem
    | PutItem
    | MoveItem
    | StartLocale
    | DropLocale,
    Field(discriminator="op"),
]


class EditsBody(BaseModel):
    """Edits of a draft whose content was at `revision`. `is_resent`: it may have arrived already. `over`: on top of
    whatever somebody else has saved since."""

    revision: int = Field(ge=0, le=2**31 - 1)
    edits: list[Edit] = Field(min_length=1, max_length=500)
    is_resent: bool = False
    over: bool = False


class CompareBody(BaseModel):
    """Edits that are not saved, to be held against the draft as it is."""

    edits: list[Edit] = Field(min_length=1, max_length=500)


class UndoBody(BaseModel):
    """Edits that bring back what was removed, and what to call it."""

    label: str
    edits: list[dict[str, Any]]


class EditedBody(BaseModel):
    """The draft is saved: its revision, when, the block to open, and how to undo a removal."""

    revision: int
    at: str
    opened: str = ""
    undo: UndoBody | None = None


class ChangeBody(BaseModel):
    """One difference, in words."""

    where: str
    before: str
    after: str


class ComparedBody(BaseModel):
    changes: list[ChangeBody]
