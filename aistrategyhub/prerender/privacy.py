"""What the prerenderer's tables hold about people: nothing. A page is what the firm publishes."""

from aistrategyhub.core.privacy import Holding, PersonalData

PERSONAL_DATA: PersonalData = {
    "prerendered_pages": Holding(
        none=(
            "path",
            "locale",
            "status",
            "wanted",
            "rendered",
            "build",
            "is_gone",
            "attempts",
            "next_attempt_at",
            "error",
            "wanted_at",
            "rendered_at",
            "title",
            "description",
            "kind",
            "is_listed",
            "alternates",
            "published_at",
            "updated_at",
        )
    ),
    "prerendered_things": Holding(none=("page_id", "thing")),
    "prerender_requests": Holding(none=("wish", "name", "asked_at")),
}
