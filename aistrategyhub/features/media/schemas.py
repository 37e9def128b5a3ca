"""What leaves the library: views for pages, rows for screens, bodies for programs."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.media.models import MediaKind


@dataclass(frozen=True)
class ImageView:
    """A picture as a page shows it. Addresses are paths; a srcset is empty while its sizes are being made.

    `focal_class` goes on an `<img>` that is cropped by `object-fit: cover`; `preview` is a tiny `data:` picture.
    """

    id: str = ""
    src: str = ""
    srcset_avif: str = ""
    srcset_webp: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    focal_class: str = ""
    preview: str = ""


class ImageBody(BaseModel):
    """A picture for programs. Addresses are paths of this site; a srcset is empty while its sizes are made."""

    src: str = Field(examples=["/media/0199.../sede-1280-5f2c9be01a47.jpg"])
    srcset_avif: str
    srcset_webp: str
    width: int
    height: int
    alt: str

    @classmethod
    def of(cls, view: ImageView) -> "ImageBody":
        return cls(**{name: value for name, value in asdict(view).items() if name in cls.model_fields})


@dataclass(frozen=True)
class FileView:
    """A document or a video as a page shows it. `size_label` is for people: `1,2 MB`."""

    id: str = ""
    href: str = ""
    name: str = ""
    mime: str = ""
    size_label: str = ""


@dataclass(frozen=True)
class LibraryFilter:
    """What is looked for. `folder` "" is every folder; `words` are looked for in names and descriptions."""

    words: str = ""
    folder: str = ""
    kinds: tuple[MediaKind, ...] = ()
    is_in_trash: bool = False
    is_private: bool = False
    lacks_description: bool = False

    def narrowed(self, *, words: str, folder: str) -> "LibraryFilter":
        """The same, for these words in this folder."""
        return replace(self, words=words, folder=folder)


@dataclass(frozen=True)
class Use:
    """A place that shows a file: what people call it, and the screen where it can be changed."""

    label: str
    href: str = ""


@dataclass(frozen=True)
class FolderRow:
    """A folder of the library and how many files lie in it."""

    path: str = "/"
    count: int = 0


@dataclass(frozen=True)
class MediaRow:
    """A file as the screens of the library show it."""

    id: str = ""
    kind: str = ""
    status: str = ""
    name: str = ""
    folder: str = "/"
    thumbnail: str = ""
    address: str = ""
    alt: str = ""
    alt_it: str = ""
    alt_en: str = ""
    is_decorative: bool = False
    is_private: bool = False
    is_trashed: bool = False
    needs_description: bool = False
    width: int = 0
    height: int = 0
    size_label: str = ""
    uploaded_label: str = ""
    focal_x: int = 5
    focal_y: int = 5
    focal_class: str = ""


class Description(BaseModel):
    """What somebody says of a file. The focal point is in tenths of width and height."""

    model_config = ConfigDict(extra="forbid")

    alt_it: str = Field(default="", max_length=300)
    alt_en: str = Field(default="", max_length=300)
    is_decorative: bool = False
    folder: str = Field(default="/", max_length=200)
    focal_x: int = Field(default=5, ge=0, le=10)
    focal_y: int = Field(default=5, ge=0, le=10)
    is_private: bool = False


class MediaBody(BaseModel):
    """A file of the library, for programs."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: str = Field(examples=["image"])
    status: str = Field(examples=["processing"])
    name: str = Field(examples=["sede-di-torino.jpg"])
    folder: str = Field(examples=["/sedi"])
    mime: str = Field(examples=["image/jpeg"])
    bytes: int
    width: int
    height: int
    alt_it: str
    alt_en: str
    is_decorative: bool
    is_private: bool
    url: str = Field(examples=["/media/0199.../sede-di-torino-1280-5f2c9be01a47.jpg"])
    uploaded_at: datetime
    is_duplicate: bool = False
