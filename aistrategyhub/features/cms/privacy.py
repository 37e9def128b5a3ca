"""What menus hold about people: who arranged them."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose

PERSONAL_DATA: PersonalData = {
    "menus": Holding(
        personal={
            "updated_by": Personal(
                "know who changed a menu", Basis.LEGITIMATE_INTEREST, Retention.FIRM, Whose.STAFF, handed_out=False
            )
        },
        none=("name", "entries", "revision", "updated_at"),
        apart="the firm's own words; who changed them is in the trail",
    ),
}
