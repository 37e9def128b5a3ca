"""Verbs of the library: take a file in, make its sizes, describe it, replace it, throw it away."""

from aistrategyhub.features.media.service.arrival import Arrival, received
from aistrategyhub.features.media.service.keeping import (
    MAKE_SIZES,
    Kept,
    MovingPicture,
    PictureTooHeavy,
    StoredFile,
    UnreadableDrawing,
    UnreadablePicture,
    discard,
    keep,
    refuse_when_full,
    same_as,
    store,
    take_in,
)
from aistrategyhub.features.media.service.sizes import make_sizes, rendition_key

__all__ = [
    "MAKE_SIZES",
    "Arrival",
    "Kept",
    "MovingPicture",
    "PictureTooHeavy",
    "StoredFile",
    "UnreadableDrawing",
    "UnreadablePicture",
    "discard",
    "keep",
    "make_sizes",
    "received",
    "refuse_when_full",
    "rendition_key",
    "same_as",
    "store",
    "take_in",
]
