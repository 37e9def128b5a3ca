"""Verbs of publications. Each holds the publication it changes until the caller's transaction ends."""

from aistrategyhub.features.publishing.service.bulk import NewPublication, create_many
from aistrategyhub.features.publishing.service.creating import KEEP, create, move, set_audience
from aistrategyhub.features.publishing.service.drafts import (
    EditedMeanwhile,
    NotEditable,
    keep_version,
    roll_back,
    save_draft,
)
from aistrategyhub.features.publishing.service.forwarding import Forward
from aistrategyhub.features.publishing.service.going_live import (
    NotArchived,
    archive,
    check_live,
    publish,
    reopen,
    unpublish,
)
from aistrategyhub.features.publishing.service.placing import place
from aistrategyhub.features.publishing.service.presence import PRESENCE_SECONDS, am_editing, stop_editing
from aistrategyhub.features.publishing.service.previews import (
    IssuedPreview,
    TooManyAnswers,
    answer_preview,
    issue_preview,
    revoke_preview,
)
from aistrategyhub.features.publishing.service.redirect_lists import ImportReport, import_redirects
from aistrategyhub.features.publishing.service.redirects import add_redirect, change_redirect, remove_redirect
from aistrategyhub.features.publishing.service.rewriting import NewWords, rewrite_many
from aistrategyhub.features.publishing.service.scheduling import CARRY_OUT, carry_out, schedule
from aistrategyhub.features.publishing.service.trash import (
    NothingToRestore,
    NotInTrash,
    TrashedWithAnother,
    erase,
    restore,
    trash,
)
from aistrategyhub.features.publishing.service.upkeep import count_hit, empty_trash, thin_versions, write_hits

__all__ = [
    "CARRY_OUT",
    "KEEP",
    "PRESENCE_SECONDS",
    "EditedMeanwhile",
    "Forward",
    "ImportReport",
    "IssuedPreview",
    "NewPublication",
    "NewWords",
    "NotArchived",
    "NotEditable",
    "NotInTrash",
    "NothingToRestore",
    "TooManyAnswers",
    "TrashedWithAnother",
    "add_redirect",
    "am_editing",
    "answer_preview",
    "archive",
    "carry_out",
    "change_redirect",
    "check_live",
    "count_hit",
    "create",
    "create_many",
    "empty_trash",
    "erase",
    "import_redirects",
    "issue_preview",
    "keep_version",
    "move",
    "place",
    "publish",
    "remove_redirect",
    "reopen",
    "restore",
    "revoke_preview",
    "rewrite_many",
    "roll_back",
    "save_draft",
    "schedule",
    "set_audience",
    "stop_editing",
    "thin_versions",
    "trash",
    "unpublish",
    "write_hits",
]
