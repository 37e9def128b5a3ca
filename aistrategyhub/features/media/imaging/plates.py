"""Pictures for the demo firm, drawn here in the colours of the house: horizon, borders, measure."""

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from aistrategyhub.core.tokens import LIGHT

_SIZE = (1920, 1200)
_FINER = 2


def horizon() -> bytes:
    """Layers of hills under a low sun."""

    def draw(pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
        pen.ellipse(_around(width * 0.68, height * 0.36, height * 0.13), fill=LIGHT.waiting)
        for number, colour in enumerate((LIGHT.line, LIGHT.outline, LIGHT.action, LIGHT.action_deep)):
            base, swing = height * (0.46 + 0.13 * number), height * (0.075 - 0.01 * number)
            ridge = [
                (x, base + swing * math.sin(x / width * (5 + 2 * number) + number * 1.7)) for x in range(0, width, 8)
            ]
            pen.polygon([(0, height), *ridge, (width, height)], fill=colour)

    return _drawn(draw)


def borders() -> bytes:
    """A field of plots, one of them lit: what is inside a perimeter, and what is not."""

    def draw(pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
        step = height // 8
        for row in range(8):
            for column in range(width // step + 1):
                shade = (LIGHT.wash, LIGHT.sheet, LIGHT.action_wash)[(row * 2 + column) % 3]
                corner = (column * step, row * step)
                pen.rectangle((*corner, corner[0] + step, corner[1] + step), fill=shade, outline=LIGHT.line, width=3)
        inside = (step * 3, step * 2, step * 8, step * 6)
        pen.rectangle(inside, fill=LIGHT.action, outline=LIGHT.ink, width=10)
        pen.rectangle((step * 5, step * 3, step * 6, step * 4), fill=LIGHT.waiting_wash)

    return _drawn(draw)


def measure() -> bytes:
    """Rings and a scale: how far something reaches."""

    def draw(pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
        centre = (width * 0.36, height * 0.52)
        for ring in range(9, 0, -1):
            colour = LIGHT.action if ring == 4 else LIGHT.outline
            pen.ellipse(_around(*centre, ring * height * 0.065), outline=colour, width=14 if ring == 4 else 4)
        pen.ellipse(_around(*centre, height * 0.03), fill=LIGHT.failed)
        for tick in range(41):
            x = width * 0.1 + tick * width * 0.02
            pen.line((x, height * 0.93, x, height * (0.89 if tick % 5 else 0.86)), fill=LIGHT.ink, width=5)

    return _drawn(draw)


def _drawn(draw: Callable[[ImageDraw.ImageDraw, int, int], None]) -> bytes:
    """Drawn twice as large and reduced, so that edges are smooth."""
    width, height = (side * _FINER for side in _SIZE)
    sheet = Image.new("RGB", (width, height), LIGHT.paper)
    draw(ImageDraw.Draw(sheet), width, height)
    content = io.BytesIO()
    sheet.resize(_SIZE, Image.Resampling.LANCZOS).save(content, "PNG")
    return content.getvalue()


def _around(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return (x - radius, y - radius, x + radius, y + radius)
