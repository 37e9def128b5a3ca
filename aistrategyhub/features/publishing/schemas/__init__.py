"""What leaves the room of publications, and what the schemas of its kinds are made of (`fields`, `parts`, `html`)."""

from aistrategyhub.features.publishing.schemas.rows import (
    AnswerRow,
    Editing,
    Gone,
    Preview,
    PreviewRow,
    PublicationFilter,
    PublicationRow,
    PublishedContent,
    Redirected,
    RedirectRow,
    VersionRow,
)

__all__ = [
    "AnswerRow",
    "Editing",
    "Gone",
    "Preview",
    "PreviewRow",
    "PublicationFilter",
    "PublicationRow",
    "PublishedContent",
    "RedirectRow",
    "Redirected",
    "VersionRow",
]
