"""`python -m aistrategyhub.features.media.imaging.press`: one piece of work on one file, asked for on standard input.

It decodes what strangers made, so it stands alone: little memory, little time, no database, no network, and nothing
of the product imported. It writes files into the folder it is given and answers with one line of JSON.
"""

import base64
import io
import json
import re
import resource
import sys
from pathlib import Path
from typing import Any

import py_svg_hush
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 120

_READ = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")
_MAY_MOVE = frozenset({"PNG", "WEBP", "AVIF", "GIF"})
_LOSSLESS = frozenset({"PNG", "GIF"})
_PREVIEW_WIDTH = 20
_SVG_MEASURES = ("width", "height", "viewBox")


class Refused(Exception):
    """The file is none that is kept; the code says why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.answer = {"refused": code, "values": values}


def main() -> None:
    """Does what standard input asks for, within its limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    Image.MAX_IMAGE_PIXELS = None
    asked = json.load(sys.stdin)
    try:
        answer = _TASKS[asked.pop("task")](**asked)
    except Refused as refused:
        answer = refused.answer
    except MemoryError:
        answer = {"refused": "TOO_HEAVY", "values": {}}
    sys.stdout.write(json.dumps(answer) + "\n")


def clean_picture(
    source: str, target: str, *, most_pixels: int, longest_side: int, largest_side: int
) -> dict[str, Any]:
    """Writes the picture anew: upright, sRGB, at most `largest_side`, with nothing of what came with it."""
    try:
        with Image.open(source, formats=_READ) as opened:
            _refuse_what_is_too_much(opened, most_pixels, longest_side)
            is_lossless = opened.format in _LOSSLESS
            opened.draft("RGB", (largest_side, largest_side))
            picture = _plain(ImageOps.exif_transpose(opened))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError) as error:
        raise Refused("UNREADABLE_PICTURE") from error
    picture.thumbnail((largest_side, largest_side), Image.Resampling.LANCZOS)
    extension = "png" if is_lossless or picture.mode == "RGBA" else "jpg"
    written = Path(target) / f"master.{extension}"
    _save(picture, written, quality=90)
    return {
        "file": written.name,
        "extension": extension,
        "width": picture.width,
        "height": picture.height,
        "preview": _preview(picture),
    }


def make_sizes(source: str, target: str, *, sizes: list[dict[str, Any]]) -> dict[str, Any]:
    """Writes the picture in each of these sizes: `{"extension", "width", "height", "quality"}`."""
    with Image.open(source, formats=("JPEG", "PNG")) as opened:
        opened.load()
    made = []
    for size in sizes:
        scaled = opened.resize((size["width"], size["height"]), Image.Resampling.LANCZOS, reducing_gap=3.0)
        written = Path(target) / f"{size['width']}.{size['extension']}"
        _save(scaled, written, quality=size["quality"])
        made.append({"file": written.name, **size})
    return {"made": made}


def clean_drawing(source: str, target: str) -> dict[str, Any]:
    """Writes an SVG without scripts, handlers, foreign content and addresses that lead outside."""
    try:
        cleaned = py_svg_hush.filter_svg(Path(source).read_bytes())
    except (ValueError, RuntimeError, OSError) as error:
        raise Refused("UNREADABLE_DRAWING") from error
    if b"<svg" not in cleaned[:2000]:
        raise Refused("UNREADABLE_DRAWING")
    written = Path(target) / "master.svg"
    written.write_bytes(cleaned)
    width, height = _measures_of(cleaned)
    return {"file": written.name, "extension": "svg", "width": width, "height": height, "preview": ""}


_TASKS = {"clean_picture": clean_picture, "make_sizes": make_sizes, "clean_drawing": clean_drawing}


def _refuse_what_is_too_much(opened: Image.Image, most_pixels: int, longest_side: int) -> None:
    width, height = opened.size
    if width * height > most_pixels or max(width, height) > longest_side:
        raise Refused("TOO_MANY_PIXELS", width=width, height=height)
    if opened.format in _MAY_MOVE and getattr(opened, "is_animated", False):
        raise Refused("MOVING_PICTURE")


def _plain(picture: Image.Image) -> Image.Image:
    """RGB or RGBA in sRGB; RGBA only when something shows through."""
    picture.load()
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda level: level / 256, "L")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        picture = _in_srgb(picture, profile)
    has_alpha = picture.has_transparency_data
    picture = picture.convert("RGBA" if has_alpha else "RGB")
    if has_alpha and picture.getextrema()[3] == (255, 255):
        picture = picture.convert("RGB")
    picture.info = {}
    return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Through the picture's own profile; a profile that cannot be read counts for nothing."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture


def _save(picture: Image.Image, path: Path, *, quality: int) -> None:
    match path.suffix:
        case ".avif":
            picture.save(path, "AVIF", quality=quality, speed=6, max_threads=1, subsampling="4:2:0")
        case ".webp":
            picture.save(path, "WEBP", quality=quality, method=4, alpha_quality=90)
        case ".png":
            picture.save(path, "PNG", compress_level=6)
        case _:
            picture.save(path, "JPEG", quality=quality, progressive=True, optimize=True)


def _preview(picture: Image.Image) -> str:
    """Some two hundred characters that a page shows until the picture is there."""
    height = max(1, round(picture.height * _PREVIEW_WIDTH / picture.width))
    if height > 3 * _PREVIEW_WIDTH:
        return ""
    content = io.BytesIO()
    picture.resize((_PREVIEW_WIDTH, height), Image.Resampling.BOX).save(content, "WEBP", quality=30)
    return "data:image/webp;base64," + base64.b64encode(content.getvalue()).decode()


def _measures_of(svg: bytes) -> tuple[int, int]:
    """Width and height in pixels as the drawing says, 0 where it does not."""
    head = svg[svg.index(b"<svg") :].partition(b">")[0].decode(errors="replace")
    found = {
        name: match[1] for name in _SVG_MEASURES if (match := re.search(rf'\s{name}\s*=\s*["\']([^"\']*)["\']', head))
    }
    box = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", found.get("viewBox", ""))]
    width, height = (_pixels(found.get(name, "")) for name in ("width", "height"))
    if not (width and height) and len(box) == 4:
        width, height = box[2], box[3]
    return (round(width), round(height)) if 0 < width < 1e5 and 0 < height < 1e5 else (0, 0)


def _pixels(measure: str) -> float:
    number = measure.strip().removesuffix("px")
    try:
        return float(number)
    except ValueError:
        return 0.0


if __name__ == "__main__":
    main()
