"""Where a publication can go from where it is."""

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.publishing.models import PublicationStatus

ALLOWED_NEXT: dict[PublicationStatus, frozenset[PublicationStatus]] = {
    PublicationStatus.DRAFT: frozenset(
        {PublicationStatus.PUBLISHED, PublicationStatus.ARCHIVED, PublicationStatus.TRASHED}
    ),
    PublicationStatus.PUBLISHED: frozenset(
        {
            PublicationStatus.PUBLISHED,
            PublicationStatus.DRAFT,
            PublicationStatus.ARCHIVED,
            PublicationStatus.TRASHED,
        }
    ),
    PublicationStatus.ARCHIVED: frozenset({PublicationStatus.DRAFT, PublicationStatus.TRASHED}),
    PublicationStatus.TRASHED: frozenset({PublicationStatus.DRAFT}),
}

EDITABLE = frozenset({PublicationStatus.DRAFT, PublicationStatus.PUBLISHED})

STATUS_LABELS = {
    PublicationStatus.DRAFT: mark("Bozza"),
    PublicationStatus.PUBLISHED: mark("Pubblicata"),
    PublicationStatus.ARCHIVED: mark("Archiviata"),
    PublicationStatus.TRASHED: mark("Nel cestino"),
}


class IllegalPublicationTransition(DomainError):
    """A publication cannot go from where it is to there."""

    code = "ILLEGAL_PUBLICATION_TRANSITION"
    sentence = mark("«{title}» è nello stato «{current}» e non può passare a «{target}».")


def check_transition(title: str, current: PublicationStatus, target: PublicationStatus) -> None:
    """Raises IllegalPublicationTransition unless what is `current` may become `target`."""
    if target not in ALLOWED_NEXT[current]:
        raise IllegalPublicationTransition(
            title=title, current=_(STATUS_LABELS[current]), target=_(STATUS_LABELS[target])
        )
