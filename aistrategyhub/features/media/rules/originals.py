"""What a file that is kept as it came is called and served as: it is only ever saved, nothing of it runs in a browser.
Pure."""

from aistrategyhub.features.media.models import MediaKind
from aistrategyhub.features.media.rules.admission import Recognised
from aistrategyhub.features.media.rules.names import clean_name

# The library decodes pictures and writes them anew; here they stay what they are, told by their first bytes.
_PICTURES = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG", "image/png", "png"),
    (b"GIF8", "image/gif", "gif"),
    (b"RIFF", "image/webp", "webp"),
    (b"II*\x00", "image/tiff", "tiff"),
    (b"MM\x00*", "image/tiff", "tiff"),
)


def type_of(recognised: Recognised, head: bytes, given_name: str) -> tuple[str, str]:
    """The name to save it under and the type to serve it as, for a content that begins with `head`."""
    if recognised.kind is not MediaKind.IMAGE:
        return clean_name(given_name, recognised.extension), recognised.mime
    for start, content_type, extension in _PICTURES:
        if head.startswith(start):
            return clean_name(given_name, extension), content_type
    return clean_name(given_name, "avif"), "image/avif"
