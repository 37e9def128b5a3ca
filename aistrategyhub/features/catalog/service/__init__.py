"""Verbs of the catalogue. They take the caller's session, hold the item that they change until its transaction ends,
audit, and have the pages written again that show it.

What an item says (names, sections, FAQs, pictures) is a publication: `item.publication_id` is edited, published,
scheduled and previewed through `publishing.service`, and `words` brings the catalogue's own tables along in the same
transaction. All else is changed here and holds at once: items (`new_item`, `create_item`, `change_item`,
`publish_item`), prices (`set_prices`), price lists, discounts (`add_discount`, `end_discount`), plans (`set_plans`),
categories (`add_category`, `change_category`, `move_category`, `remove_category`), related items (`set_related`), parts
of bundles (`set_parts`), questionnaires (`save_questionnaire`).

Many items at once: a file is read and shown by `check_file`, imported by `start_import`; `foresee_change` and
`change_together` change several items in one way; `start_undoing` and `undo_change` take them back as a whole.
"""

from aistrategyhub.features.catalog.queries import CategoryNotFound
from aistrategyhub.features.catalog.service.batches import ChangedSince, NothingToUndo
from aistrategyhub.features.catalog.service.categories import (
    CategoryInUse,
    add_category,
    change_category,
    create_category,
    move_category,
    remove_category,
)
from aistrategyhub.features.catalog.service.discounts import TURN_PRICE, add_discount, end_discount, turn_price
from aistrategyhub.features.catalog.service.importing import (
    FORGET_FILES,
    RUN_BATCH,
    UNDO_BATCH,
    BatchNotReady,
    check_file,
    forget_files,
    give_up_import,
    give_up_undoing,
    run_import,
    run_undoing,
    start_import,
    start_undoing,
)
from aistrategyhub.features.catalog.service.items import (
    KEEP,
    WordsErased,
    change_item,
    create_item,
    draft_item,
    new_item,
    publish_item,
)
from aistrategyhub.features.catalog.service.links import set_parts, set_related
from aistrategyhub.features.catalog.service.listing import listed_together
from aistrategyhub.features.catalog.service.plans import set_plans
from aistrategyhub.features.catalog.service.price_lists import (
    PriceListInUse,
    change_price_list,
    create_price_list,
    remove_price_list,
)
from aistrategyhub.features.catalog.service.prices import default_list, set_prices, set_prices_of_many
from aistrategyhub.features.catalog.service.questionnaires import QuestionnaireChanged, save_questionnaire
from aistrategyhub.features.catalog.service.together import change_together, foresee_change, undo_change
from aistrategyhub.features.catalog.service.words import hindrances_of, tell_pages, write_texts

__all__ = [
    "FORGET_FILES",
    "KEEP",
    "RUN_BATCH",
    "TURN_PRICE",
    "UNDO_BATCH",
    "BatchNotReady",
    "CategoryInUse",
    "CategoryNotFound",
    "ChangedSince",
    "NothingToUndo",
    "PriceListInUse",
    "QuestionnaireChanged",
    "WordsErased",
    "add_category",
    "add_discount",
    "change_category",
    "change_item",
    "change_price_list",
    "change_together",
    "check_file",
    "create_category",
    "create_item",
    "create_price_list",
    "default_list",
    "draft_item",
    "end_discount",
    "foresee_change",
    "forget_files",
    "give_up_import",
    "give_up_undoing",
    "hindrances_of",
    "listed_together",
    "move_category",
    "new_item",
    "publish_item",
    "remove_category",
    "remove_price_list",
    "run_import",
    "run_undoing",
    "save_questionnaire",
    "set_parts",
    "set_plans",
    "set_prices",
    "set_prices_of_many",
    "set_related",
    "start_import",
    "start_undoing",
    "tell_pages",
    "turn_price",
    "undo_change",
    "write_texts",
]
