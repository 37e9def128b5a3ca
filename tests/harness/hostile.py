"""What somebody sends who means no good, made from a seed: the same seed makes the same again."""

import ast
import inspect
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin
from uuid import uuid4

from reflex_base.registry import RegisteredEventHandler

from tests.harness.attempts import NOWHERE
from tests.harness.handlers import arguments_of, required_arguments

# Sent as part of every event; a log that holds it repeats what people type, which may be a password.
SECRET = "parola-segreta-che-nessun-registro-ripete"

# Texts that a handler takes for words and something behind it might take for commands.
TEXTS = (
    "' OR '1'='1",
    "'; DROP TABLE users; --",
    "1) UNION SELECT password_hash FROM users --",
    "\\'; SELECT pg_sleep(5); --",
    "%' AND 1=cast((SELECT version()) AS int) --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "%s%s%n {0} {__class__} %(password)s",
    "../../../../etc/passwd",
    "nome\r\nBcc: altri@altrove.example\r\n\r\n<b>",
    "\u202eelpmaxe.evorrla\u202d\u2066",
    "pаypal@meridiana.example",
    "ADMIN@MERIDIANA.EXAMPLE",
    "ﬃ ℡ İ ß ſ K",
    "\ufeff\u200b\u200d\u2028\u2029\x1b[31m\x07\x7f",
    "🇮🇹👨‍👩‍👧‍👦" * 10,
    "à" * 700,
    "=cmd|'/c calc'!A1",
    "https://altrove.example/@meridiana.example",
    "//altrove.example",
    "$(sleep 5) `sleep 5` | sleep 5",
    "null",
    "NaN",
    "-1",
    "9" * 400,
    "1e309",
    "2026-02-30",
    "0000-00-00T00:00:00Z",
    "00000000-0000-0000-0000-000000000000",
    "",
    " ",
)
NUMBERS = (0, -1, 1, 7, 2**31, 2**53, -(2**53), 999_999_999)

# Texts that the reception refuses whoever sends them: they cannot be stored, or are too long.
UNSTORABLE = ("prima\x00dopo", "\ud800", "x" * 10_001)
_PAGES = (NOWHERE, "/admin/ordini/{}", "/admin/persone/{}", "/ordini/{}", "/servizi/{}", "/x?q={}&page={}&token={}")
_WORDS = ("x", "%00", "%27%20OR%201=1--", "%3Cscript%3E", "../..", SECRET)
_FIELD = re.compile(r"[a-z][a-z0-9_.]{1,40}")
_WRONG: tuple[Any, ...] = (None, True, 1.5, [], {}, {"$gt": ""}, [[[[[[1]]]]]], "prova", 3, ["a", {"b": "c"}])


@dataclass(frozen=True)
class Attack:
    """One event: a handler's name, what it is called with, and the page it claims to come from.

    `is_misfit` when the arguments cannot fit the handler's annotations, whatever the values.
    """

    name: str
    payload: dict[str, Any]
    page: str = NOWHERE
    is_misfit: bool = False
    note: str = field(default="", compare=False)


@dataclass(frozen=True)
class Attacker:
    """Makes attacks. `ids` are of things that belong to somebody else."""

    random: Random
    ids: Sequence[str] = ()

    def fitting(self, name: str, registered: RegisteredEventHandler) -> Attack:
        """Arguments of the right types, with texts that mean harm."""
        fields = form_fields(registered)
        payload = {argument: self.value(hint, fields) for argument, hint in arguments_of(registered).items()}
        return Attack(name, payload, self.page(), note="fitting")

    def misfits(self, name: str, registered: RegisteredEventHandler) -> Attack:
        """Arguments of which one is wrong, missing, unknown, huge, deeply nested, or cannot be stored."""
        hints, fields = arguments_of(registered), form_fields(registered)
        payload = {argument: self.value(hint, fields) for argument, hint in hints.items()}
        ways = [payload | {"di_troppo": SECRET}, payload | {"__class__": SECRET}]
        for argument, hint in hints.items():
            wrong = self.random.choice([value for value in _WRONG if not _may_fit(value, hint)])
            ways += [payload | {argument: wrong}, payload | {argument: {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}}]
            ways += [payload | {argument: self.random.choice(UNSTORABLE)}, payload | {argument: [SECRET] * 1_001}]
            if argument in required_arguments(registered):
                ways.append({key: value for key, value in payload.items() if key != argument})
        return Attack(name, self.random.choice(ways), self.page(), is_misfit=True, note="misfit")

    def value(self, hint: Any, fields: Sequence[str] = ()) -> Any:
        """A value that fits an annotation and means harm."""
        plain, parts = get_origin(hint) or hint, get_args(hint)
        if plain is Literal:
            return self.random.choice(parts)
        if plain in (Union, UnionType):
            chosen = self.random.choice(parts)
            return None if chosen is type(None) else self.value(chosen, fields)
        if plain is dict:
            return self.form(fields)
        if plain in (list, tuple, set, frozenset, Sequence):
            return [self.value(parts[0], fields) for _ in range(self.random.randrange(4))] if parts else []
        if plain is bool:
            return self.random.random() < 0.5
        if plain is int:
            return self.random.choice(NUMBERS)
        return self.random.choice((0.5, -1e300, 1e-9)) if plain is float else self.text()

    def text(self) -> str:
        return self.random.choice((*TEXTS, SECRET, str(uuid4()), *self.random.sample(self.ids, min(12, len(self.ids)))))

    def form(self, fields: Sequence[str]) -> dict[str, Any]:
        """A form with some of the fields that the handler's room speaks of, most of them texts."""
        chosen = self.random.sample(fields, min(len(fields), self.random.randrange(12)))
        made: dict[str, Any] = {name: self.text() for name in chosen}
        for name in chosen[:2]:
            made[name] = self.random.choice((None, 7, True, [], ["a"], {"$ne": 1}, {"a": {"b": 1}}))
        return made | {"password": SECRET, "role": "super_admin", "is_admin": True}

    def page(self) -> str:
        """An address of this site, with something in it that the page's handlers may read."""
        word = self.random.choice(
            ("x", str(uuid4()), *self.ids[:40], "%00", "%27%20OR%201=1--", "%3Cscript%3E", SECRET)
        )
        return self.random.choice(_PAGES).replace("{}", word)


def _may_fit(value: Any, hint: Any) -> bool:
    """Whether the value could be of the annotation's type."""
    if isinstance(value, dict) and (get_origin(hint) or hint) is dict:
        return True
    if isinstance(value, list) and (get_origin(hint) or hint) in (list, tuple, set, frozenset, Sequence):
        return True
    plain, parts = get_origin(hint) or hint, get_args(hint)
    if plain in (Union, UnionType):
        return any(_may_fit(value, part) for part in parts)
    if plain is Literal:
        return value in parts
    if plain is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if plain in (dict, list, tuple, set, frozenset, Sequence):
        return False
    return value is None if plain is type(None) else type(value) is plain


def form_fields(registered: RegisteredEventHandler) -> Sequence[str]:
    """Names that the handler's room asks forms for, and those of what it makes of them."""
    package = inspect.unwrap(registered.handler.fn).__module__.split(".")[:3]
    return sorted({*_keys_of(".".join(package)), *_keys_of("aistrategyhub.core.billing")})


@cache
def _keys_of(package: str) -> frozenset[str]:
    modules = [module for name, module in sys.modules.items() if f"{name}.".startswith(f"{package}.")]
    nodes = (node for module in modules for node in ast.walk(ast.parse(inspect.getsource(module))))
    return frozenset(key for node in nodes for key in _keys_in(node) if _FIELD.fullmatch(key))


def _keys_in(node: ast.AST) -> Iterator[str]:
    """Keys looked up, names of the parts of forms, and fields of classes."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    found: list[ast.AST] = [node.slice] if isinstance(node, ast.Subscript) else []
    if isinstance(node, ast.Call):
        found += [keyword.value for keyword in node.keywords if keyword.arg == "name"]
        found += node.args[:1] if getattr(node.func, "attr", "") == "get" else []
    for item in found:
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            yield item.value
