"""Files as people upload them, made here."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image, ImageDraw

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20z"/></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MP4 = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2" + b"\0" * 200
WEBM = b"\x1aE\xdf\xa3\x93B\x82\x84webmB\x87\x81\x04" + b"\0" * 200
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


def new_picture(
    form: str = "PNG",
    *,
    size: tuple[int, int] = (64, 48),
    mode: str = "RGB",
    colour: Any = (40, 90, 70),
    **options: Any,
) -> bytes:
    """A flat picture with a lighter rectangle in its upper left quarter."""
    picture = Image.new(mode, size, colour)
    if mode == "RGB":
        ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill=(230, 220, 200))
    content = io.BytesIO()
    picture.save(content, form, **options)
    return content.getvalue()


def new_archive(entries: dict[str, bytes]) -> bytes:
    """A ZIP with these entries."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in entries.items():
            archive.writestr(name, words)
    return content.getvalue()


def claiming_pixels(width: int, height: int) -> bytes:
    """A tiny PNG whose header claims to be this large, with rows that decompress to zeros."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )
