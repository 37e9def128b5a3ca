"""What the assistant holds about people: what visitors asked, and which colleague taught it what."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, PersonLink, Retention, RowLink, Whose

_TEACHER = Personal(
    "know who taught the bot what it says", Basis.LEGITIMATE_INTEREST, Retention.FIRM, Whose.STAFF, handed_out=False
)

_EXAMINER = Personal(
    "know who examined the bot with what", Basis.LEGITIMATE_INTEREST, Retention.FIRM, Whose.STAFF, handed_out=False
)

_ASKED = Personal("answer what is asked", Basis.CONTRACT, Retention.CHAT, Whose.VISITOR)
_JUDGED = Personal("make answers better", Basis.LEGITIMATE_INTEREST, Retention.CHAT, Whose.VISITOR)
_DOOR = Personal("go on with a conversation", Basis.CONTRACT, Retention.CHAT, Whose.VISITOR, handed_out=False)
_ATTENDED = Personal(
    "know who of the firm is in the conversation",
    Basis.LEGITIMATE_INTEREST,
    Retention.CHAT,
    Whose.STAFF,
    handed_out=False,
)

PERSONAL_DATA: PersonalData = {
    "chat_conversations": Holding(
        personal={"opening": _ASKED, "token_hash": _DOOR, "attended_by": _ATTENDED},
        none=(
            "bot_id",
            "locale",
            "status",
            "reference",
            "message_count",
            "started_at",
            "last_message_at",
            "handed_over_at",
            "ticket_id",
            "attended_at",
            "listened_at",
        ),
        links=(PersonLink("user_id"),),
    ),
    "chat_messages": Holding(
        personal={"words": _ASKED, "citations": _ASKED, "feedback": _JUDGED},
        none=(
            "bot_id",
            "role",
            "kind",
            "status",
            "retrieved",
            "coverage",
            "call_id",
            "token_count",
            "created_at",
            "ended_at",
        ),
        links=(RowLink("conversation_id", "chat_conversations"),),
    ),
    "bots": Holding(
        none=(
            "number",
            "name",
            "status",
            "greeting",
            "topics",
            "refused_words",
            "monthly_cents",
            "daily_questions",
            "min_coverage",
            "min_similarity",
            "search_arms",
            "dense_model",
            "dense_dimension",
            "writes_questions",
            "chunk_count",
            "lexeme_count",
            "greeting_en",
            "widget_key",
            "widget_side",
            "widget_colour",
            "widget_theme",
            "widget_languages",
            "allowed_origins",
            "created_at",
            "updated_at",
        )
    ),
    "knowledge_documents": Holding(
        none=(
            "bot_id",
            "source",
            "source_key",
            "file_type",
            "title",
            "locale",
            "only_locale",
            "path",
            "status",
            "failure",
            "failure_values",
            "progress",
            "is_active",
            "version",
            "live_version",
            "page_count",
            "chunk_count",
            "created_at",
            "updated_at",
            "processed_at",
        )
    ),
    "knowledge_versions": Holding(
        personal={"uploaded_by": _TEACHER},
        none=("document_id", "number", "filename", "storage_key", "size_bytes", "content_hash", "created_at"),
        apart="the firm's own documents; who uploaded them is in the trail",
    ),
    "knowledge_sites": Holding(
        none=(
            "bot_id",
            "url",
            "kind",
            "locale",
            "every_days",
            "status",
            "failure",
            "robots",
            "round",
            "next_at",
            "crawled_at",
            "created_at",
        )
    ),
    "knowledge_pages": Holding(
        none=(
            "document_id",
            "site_id",
            "url",
            "content_hash",
            "etag",
            "last_modified",
            "gone_count",
            "fetched_at",
        )
    ),
    "knowledge_chunks": Holding(
        none=(
            "bot_id",
            "document_id",
            "version",
            "position",
            "heading",
            "words",
            "page",
            "locale",
            "only_locale",
            "length",
            "is_live",
        )
    ),
    "knowledge_postings": Holding(none=("bot_id", "lexeme", "chunk_id", "tf", "length")),
    "knowledge_vectors": Holding(none=("bot_id", "model", "dimension", "chunk_id", "embedding")),
    "knowledge_questions": Holding(none=("bot_id", "chunk_id", "questions", "written_at")),
    "knowledge_terms": Holding(none=("bot_id", "lexeme", "df")),
    "knowledge_glossary": Holding(
        none=("bot_id", "locale", "phrase", "meaning", "phrase_lexemes", "meaning_lexemes", "updated_at")
    ),
    "evaluation_questions": Holding(
        personal={"created_by": _EXAMINER},
        none=("bot_id", "question", "locale", "is_answerable", "expected_source", "expected_heading", "created_at"),
        apart="the firm's own questions; who wrote them is in the trail",
    ),
    "evaluation_runs": Holding(
        personal={"asked_by": _EXAMINER},
        none=(
            "bot_id",
            "status",
            "question_count",
            "done_count",
            "right_count",
            "recall",
            "ways",
            "arms",
            "min_coverage",
            "suggested_coverage",
            "suggested_similarity",
            "created_at",
            "ended_at",
        ),
        apart="how well the firm's bot finds things; who asked for it is in the trail",
    ),
    "evaluation_results": Holding(
        none=("run_id", "position", "question", "is_answerable", "verdict", "place", "coverage", "similarity", "found")
    ),
}
