"""Verbs of the library: take a file in, make its sizes, describe it, replace it, throw it away."""

from aistrategyhub.features.media.service.arrival import Arrival, UploadCut, received
from aistrategyhub.features.media.service.changing import (
    ContentElsewhere,
    MediaInUse,
    OtherKind,
    describe,
    empty_trash,
    erase,
    replace,
    restore,
    trash,
)
from aistrategyhub.features.media.service.keeping import (
    MAKE_SIZES,
    Kept,
    MovingPicture,
    PictureTooHeavy,
    StoredFile,
    UnreadableDrawing,
    UnreadablePicture,
    discard,
    discarded_on_error,
    keep,
    pieces_of_file,
    refuse_when_full,
    same_as,
    store,
    take_in,
)
from aistrategyhub.features.media.service.originals import OriginalFile, store_original
from aistrategyhub.features.media.service.sizes import make_sizes
from aistrategyhub.features.media.service.sweeping import sweep

__all__ = [
    "MAKE_SIZES",
    "Arrival",
    "ContentElsewhere",
    "Kept",
    "MediaInUse",
    "MovingPicture",
    "OriginalFile",
    "OtherKind",
    "PictureTooHeavy",
    "StoredFile",
    "UnreadableDrawing",
    "UnreadablePicture",
    "UploadCut",
    "describe",
    "discard",
    "discarded_on_error",
    "empty_trash",
    "erase",
    "keep",
    "make_sizes",
    "pieces_of_file",
    "received",
    "refuse_when_full",
    "replace",
    "restore",
    "same_as",
    "store",
    "store_original",
    "sweep",
    "take_in",
    "trash",
]
