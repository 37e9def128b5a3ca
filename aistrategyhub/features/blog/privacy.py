"""What the blog holds about people: those who sign its posts, as they present themselves."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, PersonLink, Retention, RowLink, Whose


def _signed(purpose: str) -> Personal:
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, Retention.FIRM, Whose.STAFF)


_WORDS = Personal(
    "what the firm says in its posts, of itself and of those it names",
    Basis.LEGITIMATE_INTEREST,
    Retention.FIRM,
    Whose.FIRM,
    handed_out=False,
)
_ASKED = Personal(
    "who asked a model and who decided on its answer",
    Basis.LEGITIMATE_INTEREST,
    Retention.FIRM,
    Whose.STAFF,
    handed_out=False,
)
_TYPED = Personal("ask a model for help with a draft", Basis.LEGITIMATE_INTEREST, Retention.ACCOUNT, Whose.STAFF)
_ANSWERED = Personal(
    "what a model proposed to whoever asked it", Basis.LEGITIMATE_INTEREST, Retention.ACCOUNT, Whose.STAFF
)
_OF_STAFF = "the firm's own drafts; which colleague did what is in the trail"
_NAMES = ("slug", "name_it", "name_en")
_DESCRIBED = (*_NAMES, "description_it", "description_en")

PERSONAL_DATA: PersonalData = {
    "blog_categories": Holding(none=(*_DESCRIBED, "position")),
    "blog_tags": Holding(none=_NAMES),
    "blog_series": Holding(none=_DESCRIBED),
    "authors": Holding(
        personal={
            "name": _signed("say who wrote a post, also once the account is erased (art. 8 and 20 L. 633/1941)"),
            "slug": _signed("the address of the author's page, which stays with the name"),
            "role_it": _signed("say what the author does"),
            "role_en": _signed("say what the author does"),
            "bio_it": _signed("present the author"),
            "bio_en": _signed("present the author"),
            "photo_id": _signed("show the author"),
            "links": _signed("lead to the author's own pages"),
        },
        links=(PersonLink("person_id"),),
    ),
    "posts": Holding(none=("category_id", "series_id", "series_position", "live_at", "word_count", "updated_at")),
    "post_authors": Holding(
        personal={"author_id": _signed("say who wrote a post")},
        none=("post_id", "position", "live_at"),
        links=(RowLink("author_id", "authors"),),
    ),
    "post_tags": Holding(none=("post_id", "tag_id", "live_at")),
    "post_texts": Holding(
        personal={"title": _WORDS, "excerpt": _WORDS, "name_key": _WORDS, "name_vector": _WORDS, "vector": _WORDS},
        none=("post_id", "locale", "lang", "word_count", "cover_id", "updated_at"),
        apart="the firm's own words, as everybody may read them",
    ),
    "draft_helps": Holding(
        personal={"topic": _TYPED, "keywords": _TYPED},
        none=("post_id", "locale", "tone", "length", "asked_at"),
        links=(PersonLink("asked_by"),),
    ),
    "draft_help_steps": Holding(
        none=("position", "prompt", "status", "tries", "failure", "failure_values", "call_id"),
        links=(RowLink("help_id", "draft_helps"),),
    ),
    "draft_suggestions": Holding(
        personal={"text": _ANSWERED, "points": _ANSWERED, "decided_by": _ASKED},
        none=("position", "piece", "state", "decided_at"),
        links=(RowLink("step_id", "draft_help_steps"),),
    ),
    "post_disclosures": Holding(
        personal={"helped_by": _ASKED}, none=("post_id", "is_shown", "helped_at"), apart=_OF_STAFF
    ),
    "post_views": Holding(none=("post_id", "day", "views")),
    "post_view_totals": Holding(none=("post_id", "views")),
}
