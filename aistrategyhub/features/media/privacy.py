"""What the library holds about people: who uploaded what, and whatever a picture of the firm's shows."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose


def _library(purpose: str, whose: Whose = Whose.FIRM) -> Personal:
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, Retention.FIRM, whose, handed_out=False)


_FIRMS = (
    "the firm's own library, filled by its people for its pages; the place and the camera of a photograph are removed "
    "on arrival, and who is in it only the firm can say: it finds the file and deletes it"
)


PERSONAL_DATA: PersonalData = {
    "media_files": Holding(
        personal={
            "name": _library("find a file by the name it came with"),
            "alt": _library("say what a picture shows to whoever does not see it"),
            "preview": _library("show something while a picture is loading"),
            "uploaded_by": _library("ask whoever uploaded a file what it is", Whose.STAFF),
        },
        none=(
            "kind",
            "status",
            "folder",
            "stem",
            "extension",
            "mime",
            "content_hash",
            "version_id",
            "bytes",
            "stored_bytes",
            "width",
            "height",
            "is_decorative",
            "focal_x",
            "focal_y",
            "is_private",
            "uploaded_at",
            "replaced_at",
            "trashed_at",
        ),
        apart=_FIRMS,
    ),
    "media_renditions": Holding(none=("media_id", "version_id", "format", "width", "height", "bytes")),
}
