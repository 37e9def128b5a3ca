"""Which sizes are made of a picture: never wider than it is, each no better than an eye can tell."""

from typing import Any

from aistrategyhub.features.media.models import RenditionFormat

# Steps of about 1.5: between two of them no reader loads half as much again as the screen can show.
WIDTHS = (320, 480, 720, 1080, 1600, 2400)
LARGEST_SIDE = 2400
_FALLBACK = 1080
_WORTH_A_STEP = 1.1
# The lowest that keep a mean SSIM of 0.965 on the hardest of the images of `bench/media_quality.py` (leaves and grain);
# JPEG a step higher, for the letters that it frays.
QUALITY = {RenditionFormat.AVIF: 55, RenditionFormat.WEBP: 80, RenditionFormat.JPEG: 75, RenditionFormat.PNG: 100}
_EXTENSIONS = {RenditionFormat.JPEG: "jpg"}


def widths_for(width: int) -> tuple[int, ...]:
    """The widths to make of a picture this wide, its own among them, smallest first."""
    smaller = tuple(step for step in WIDTHS if step * _WORTH_A_STEP < width)
    return (*smaller, min(width, WIDTHS[-1]))


def sizes_to_make(width: int, height: int, extension: str) -> list[dict[str, Any]]:
    """What the press is asked for: AVIF and WebP in every width, and one picture in the format of the master for
    whoever knows neither, unless the master itself is small enough to be that."""
    modern = (RenditionFormat.AVIF, RenditionFormat.WEBP)
    sizes = [_size(form, step, width, height) for form in modern for step in widths_for(width)]
    if width > _FALLBACK:
        sizes.append(_size(format_of_extension(extension), _FALLBACK, width, height))
    return sizes


def extension_of(form: RenditionFormat) -> str:
    """`jpg` for JPEG, else the name of the format."""
    return _EXTENSIONS.get(form, form.value)


def format_of_extension(extension: str) -> RenditionFormat:
    """The format that files with this extension have."""
    return RenditionFormat.JPEG if extension == "jpg" else RenditionFormat(extension)


def is_extension(extension: str) -> bool:
    """Whether a picture can have this extension."""
    return extension in {extension_of(form) for form in RenditionFormat}


def _size(form: RenditionFormat, new_width: int, width: int, height: int) -> dict[str, Any]:
    return {
        "extension": extension_of(form),
        "width": new_width,
        "height": max(1, round(height * new_width / width)),
        "quality": QUALITY[form],
    }
