"""Which quality a picture needs: size against SSIM of made images, by format.

    python -m bench.media_quality

The images are drawn here: flat areas, a gradient, fine lines with letters, and leaves with grain. SSIM is the mean over
windows of 8 x 8 pixels of luminance (Wang et al. 2004), 1 for the same picture.
"""

import io
import random
import sys
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageMath

_SIZE = (1080, 720)
_WINDOW = 8
_STABLE = (0.01 * 255) ** 2, (0.03 * 255) ** 2
_FORMATS = {
    "avif": ("AVIF", {"speed": 6, "subsampling": "4:2:0"}, (40, 50, 55, 60, 65, 70)),
    "webp": ("WEBP", {"method": 4}, (60, 70, 75, 80, 85, 90)),
    "jpeg": ("JPEG", {"progressive": True, "optimize": True}, (60, 70, 75, 80, 85, 90)),
}


def made_images() -> Iterator[tuple[str, Image.Image]]:
    """The same four images in every run."""
    width, height = _SIZE
    flat = Image.new("RGB", _SIZE, "#faf7f0")
    pen = ImageDraw.Draw(flat)
    for step in range(9):
        pen.ellipse((step * 90, step * 40, step * 90 + 300, step * 40 + 300), fill=(30 + step * 20, 74, 56 + step * 12))
    yield "flat areas", flat
    gradient = Image.linear_gradient("L").resize(_SIZE)
    yield "gradient", Image.merge("RGB", (gradient, gradient.transpose(Image.Transpose.ROTATE_180), gradient))
    lines = Image.new("RGB", _SIZE, "white")
    pen = ImageDraw.Draw(lines)
    for step in range(0, width, 12):
        pen.line((step, 0, width - step, height), fill=(20, 20, 20), width=1)
    for row in range(24):
        pen.text((40, 20 + row * 28), "Il regolamento si applica dal 2 agosto 2026 a chi li usa", fill=(20, 60, 40))
    yield "lines and letters", lines
    yield "leaves", _leaves()


def ssim(one: Image.Image, other: Image.Image) -> float:
    """Mean structural similarity of two pictures of the same size."""
    x, y = (picture.convert("L").convert("F") for picture in (one, other))

    def mean(picture: Image.Image) -> Image.Image:
        return picture.resize((picture.width // _WINDOW, picture.height // _WINDOW), Image.Resampling.BOX)

    def of(expression: str, **pictures: Image.Image) -> Image.Image:
        return ImageMath.lambda_eval(_EXPRESSIONS[expression], **pictures)

    means = {"mx": mean(x), "my": mean(y)}
    squares = {"xx": mean(of("square", a=x)), "yy": mean(of("square", a=y)), "xy": mean(of("product", a=x, b=y))}
    score = of("ssim", **means, **squares)
    return score.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))


_EXPRESSIONS = {
    "square": lambda args: args["a"] * args["a"],
    "product": lambda args: args["a"] * args["b"],
    "ssim": lambda args: (
        (args["mx"] * args["my"] * 2 + _STABLE[0])
        * ((args["xy"] - args["mx"] * args["my"]) * 2 + _STABLE[1])
        / (
            (args["mx"] * args["mx"] + args["my"] * args["my"] + _STABLE[0])
            * (args["xx"] - args["mx"] * args["mx"] + args["yy"] - args["my"] * args["my"] + _STABLE[1])
        )
    ),
}


def main() -> None:
    """Prints a table: format, quality, and for each image its kilobytes and SSIM."""
    images = list(made_images())
    sys.stdout.write("| format | quality |" + "".join(f" {name} |" for name, _image in images) + "\n")
    sys.stdout.write("| --- | ---: |" + " ---: |" * len(images) + "\n")
    for name, (form, options, qualities) in _FORMATS.items():
        for quality in qualities:
            cells = (_cell(image, form, quality, options) for _name, image in images)
            sys.stdout.write(f"| {name} | {quality} |" + "".join(f" {cell} |" for cell in cells) + "\n")


def _cell(image: Image.Image, form: str, quality: int, options: dict[str, object]) -> str:
    content = io.BytesIO()
    image.save(content, form, quality=quality, **options)
    with Image.open(content) as written:
        return f"{len(content.getvalue()) / 1024:.0f} KB, {ssim(image, written.convert('RGB')):.4f}"


def _leaves() -> Image.Image:
    chance = random.Random(20261121)
    picture = Image.new("RGB", _SIZE, (60, 80, 50))
    pen = ImageDraw.Draw(picture)
    for _leaf in range(2500):
        x, y, size = chance.randrange(_SIZE[0]), chance.randrange(_SIZE[1]), chance.randrange(6, 40)
        pen.ellipse((x, y, x + size, y + size // 2), fill=tuple(chance.randrange(20, 220) for _ in range(3)))
    grain = Image.frombytes("L", _SIZE, chance.randbytes(_SIZE[0] * _SIZE[1])).filter(ImageFilter.GaussianBlur(1))
    soft = picture.filter(ImageFilter.GaussianBlur(0.8))
    return ImageChops.blend(soft, Image.merge("RGB", (grain, grain, grain)), 0.12)


if __name__ == "__main__":
    main()
