"""What publications hold about people: who wrote them, and who said what of a preview."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose


def _author(purpose: str) -> Personal:
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, Retention.FIRM, Whose.STAFF, handed_out=False)


_WORDS = Personal(
    "what the firm says on its site, of itself and of those it names",
    Basis.LEGITIMATE_INTEREST,
    Retention.FIRM,
    Whose.FIRM,
    handed_out=False,
)
_ANSWER = Personal(
    "know who approved a text before it was published", Basis.LEGITIMATE_INTEREST, Retention.FIRM, Whose.READER
)
_FIRMS = "the firm's own words; who wrote them is in the trail, and an id leads to nobody once the account is erased"

PERSONAL_DATA: PersonalData = {
    "publications": Holding(
        personal={
            "draft": _WORDS,
            "draft_saved_by": _author("tell colleagues who write at the same time"),
            "draft_changes": _author("tell colleagues who write at the same time which part both changed"),
            "created_by": _author("know who wrote a page"),
            "updated_by": _author("know who changed a page"),
        },
        none=(
            "kind",
            "status",
            "audience",
            "parent_id",
            "position",
            "slugs",
            "title",
            "search_key",
            "things",
            "draft_revision",
            "draft_saved_at",
            "last_version",
            "published_version_id",
            "scheduled_version_id",
            "publish_at",
            "unpublish_at",
            "forward_publication_id",
            "forward_path",
            "first_published_at",
            "published_at",
            "trashed_at",
            "trashed_with",
            "created_at",
            "updated_at",
        ),
        apart=_FIRMS,
    ),
    "publication_versions": Holding(
        personal={"content": _WORDS, "created_by": _author("know who wrote a version")},
        none=("publication_id", "number", "title", "note", "origin", "was_published", "created_at"),
        apart=_FIRMS,
    ),
    "addresses": Holding(none=("path", "locale", "publication_id", "is_current", "created_at")),
    "redirects": Holding(
        personal={"created_by": _author("know who made a redirect")},
        none=(
            "source",
            "source_key",
            "target_publication_id",
            "target_locale",
            "target_path",
            "target_key",
            "target_suffix",
            "status",
            "note",
            "hits",
            "last_hit_at",
            "created_at",
        ),
        apart=_FIRMS,
    ),
    "preview_links": Holding(
        personal={
            "recipient": _ANSWER,
            "created_by": _author("write to whoever asked for an opinion"),
        },
        none=("publication_id", "version_id", "token_fingerprint", "expires_at", "revoked_at", "created_at"),
        apart="a name that the author typed for their own use",
    ),
    "preview_answers": Holding(
        personal={"name": _ANSWER, "words": _ANSWER},
        none=("link_id", "verdict", "draft_revision", "created_at"),
        apart="whoever answers has no account and gives no address; they are told on the page what is kept",
    ),
}
