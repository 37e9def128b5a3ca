"""What a handler takes from a browser."""

import dataclasses
import traceback
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, TypedDict
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel, Field

from aistrategyhub.core.arguments import ArgumentCheck, InvalidArguments, is_bounded, is_method


class Colour(StrEnum):
    RED = "red"


class Handlers:
    async def nothing(self) -> None: ...
    async def text(self, text: str) -> None: ...
    async def short(self, text: Annotated[str, Field(max_length=5)]) -> None: ...
    async def number(self, number: int) -> None: ...
    async def amount(self, amount: float) -> None: ...
    async def flag(self, flag: bool) -> None: ...
    async def maybe(self, text: str | None = None) -> None: ...
    async def choice(self, choice: Literal["a", "b"]) -> None: ...
    async def colour(self, colour: Colour) -> None: ...
    async def when(self, day: date, key: UUID) -> None: ...
    async def form(self, form: dict[str, Any]) -> None: ...
    async def words(self, words: list[str]) -> None: ...
    async def later(self, colour: "Later") -> None: ...


class Later(StrEnum):
    SOON = "soon"


def nested(levels: int) -> Any:
    return {"k": nested(levels - 1)} if levels else "x"


FITTING = [
    ("nothing", {}),
    ("text", {"text": ""}),
    ("text", {"text": "x" * 10_000}),
    ("text", {"text": "l'età è 30 €, 日本 😀"}),
    ("short", {"text": "cinqu"}),
    ("number", {"number": -(2**53)}),
    ("amount", {"amount": 1}),
    ("amount", {"amount": 1.5}),
    ("flag", {"flag": False}),
    ("maybe", {}),
    ("maybe", {"text": None}),
    ("choice", {"choice": "b"}),
    ("colour", {"colour": Colour.RED}),
    ("when", {"day": date(2026, 11, 21), "key": uuid4()}),
    ("form", {"form": {}}),
    ("form", {"form": {f"k{number}": "v" for number in range(200)}}),
    ("form", {"form": nested(5)}),
    ("words", {"words": ["x"] * 1_000}),
    ("later", {"colour": Later.SOON}),
]

REFUSED = [
    ("nothing", {"text": "one too many"}),
    ("nothing", {"self": 1}),
    ("text", {}),
    ("text", {"text": "x", "more": 1}),
    ("text", {"text": 1}),
    ("text", {"text": None}),
    ("text", {"text": ["x"]}),
    ("text", {"text": {"$gt": ""}}),
    ("text", {"text": "x" * 10_001}),
    ("text", {"text": "a\x00b"}),
    ("text", {"text": "a\ud800b"}),
    ("short", {"text": "seicar"}),
    ("number", {"number": "1"}),
    ("number", {"number": "not a number"}),
    ("number", {"number": 1.0}),
    ("number", {"number": True}),
    ("number", {"number": 2**53 + 1}),
    ("number", {"number": {"$gt": 0}}),
    ("amount", {"amount": float("nan")}),
    ("amount", {"amount": float("inf")}),
    ("amount", {"amount": "1.5"}),
    ("amount", {"amount": True}),
    ("flag", {"flag": 1}),
    ("flag", {"flag": "true"}),
    ("maybe", {"text": 0}),
    ("choice", {"choice": "c"}),
    ("colour", {"colour": "blue"}),
    ("when", {"day": "2026-11-21", "key": "x"}),
    ("form", {"form": "x"}),
    ("form", {"form": ["x"]}),
    ("form", {"form": {1: "x"}}),
    ("form", {"form": {f"k{number}": "v" for number in range(201)}}),
    ("form", {"form": nested(6)}),
    ("form", {"form": {"k" * 10_001: "x"}}),
    ("form", {"form": {"k": float("nan")}}),
    ("form", {"form": {"k": ["x"] * 1_001}}),
    ("words", {"words": ["x", 1]}),
]


@pytest.mark.parametrize(("name", "payload"), FITTING)
def test_what_fits_is_taken(name: str, payload: dict[str, Any]) -> None:
    ArgumentCheck(getattr(Handlers, name))((None,), payload)


@pytest.mark.parametrize(("name", "payload"), REFUSED)
def test_what_does_not_fit_is_refused(name: str, payload: dict[str, Any]) -> None:
    with pytest.raises(InvalidArguments) as refused:
        ArgumentCheck(getattr(Handlers, name))((None,), payload)
    # pydantic repeats what it refused, and that may be a password.
    assert "input_value" not in "".join(traceback.format_exception(refused.value))


def test_positional_arguments_are_checked_like_named_ones() -> None:
    ArgumentCheck(Handlers.number)((None, 1), {})
    with pytest.raises(InvalidArguments):
        ArgumentCheck(Handlers.number)((None, "1"), {})


class Row(BaseModel):
    role: str = ""


@dataclasses.dataclass
class Plain:
    role: str = ""


class Typed(TypedDict):
    role: str


class Unchecked:
    async def bare(self, value) -> None: ...
    async def anything(self, value: Any) -> None: ...
    async def model(self, value: Row) -> None: ...
    async def models(self, value: list[Row] | None) -> None: ...
    async def plain(self, value: Plain) -> None: ...
    async def typed(self, value: Typed) -> None: ...


@pytest.mark.parametrize("name", ["bare", "anything", "model", "models", "plain", "typed"])
def test_an_argument_that_the_browser_could_build_as_it_likes_stops_the_start(name: str) -> None:
    check = ArgumentCheck(getattr(Unchecked, name))
    with pytest.raises(TypeError, match=f"Unchecked.{name}: value must be annotated"):
        check.prepare()


class Nameless:
    async def state(state) -> None: ...
    async def many(self, *values: str) -> None: ...
    async def named(self, **values: str) -> None: ...
    async def none() -> None: ...


@pytest.mark.parametrize("name", ["state", "many", "named", "none"])
def test_a_method_must_name_its_arguments(name: str) -> None:
    with pytest.raises(TypeError, match="must take self and arguments that have names"):
        ArgumentCheck(getattr(Nameless, name))


def test_a_list_of_lists_is_counted_at_each_level() -> None:
    assert is_bounded([[["x"] * 1_000]])
    assert not is_bounded([[["x"] * 1_001]])
    assert not is_bounded([[[[[["x"]]]]]])


def test_functions_are_told_from_methods() -> None:
    class Inside:
        async def method(self) -> None: ...

    async def inner() -> None: ...

    assert is_method(Inside.method)
    assert is_method(Handlers.text)
    assert not is_method(inner)
    assert not is_method(nested)
