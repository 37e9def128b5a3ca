"""A face, or the initials of whoever has none."""

from typing import Literal

import reflex as rx

from aistrategyhub.ui.parts.base import Text

AvatarSize = Literal["sm", "md", "lg"]


class _Avatar(rx.Component):
    library = "$/utils/avatar"
    tag = "Avatar"
    alias = "HouseAvatar"

    name: rx.Var[str]
    src: rx.Var[str]
    size: rx.Var[str]
    is_decorative: rx.Var[bool]


def avatar(name: Text, *, src: Text = "", size: AvatarSize = "md", is_decorative: bool = True) -> rx.Component:
    """A person's picture in a circle of one size, so that nothing moves when it comes.

    Beside the written name it is an ornament; alone, `is_decorative=False` makes it say the name.
    """
    return _Avatar.create(name=name, src=src, size=size, is_decorative=is_decorative)
