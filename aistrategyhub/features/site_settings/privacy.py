"""What the settings hold about people: the firm's own contacts."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose

_CONTACTS = Personal(
    "what the law wants a firm to say of itself (art. 2250 c.c.)",
    Basis.LEGAL_OBLIGATION,
    Retention.FIRM,
    Whose.FIRM,
    handed_out=False,
)
_AUTHOR = Personal("who changed a setting", Basis.LEGITIMATE_INTEREST, Retention.FIRM, Whose.STAFF, handed_out=False)

_FIRMS = "the firm's own data, which it prints on its site; who changed them is in the trail"

PERSONAL_DATA: PersonalData = {
    "site_settings": Holding(
        personal={"setting_value": _CONTACTS, "updated_by": _AUTHOR},
        none=("setting_key", "version", "updated_at"),
        apart=_FIRMS,
    ),
    "setting_versions": Holding(
        personal={"setting_value": _CONTACTS, "updated_by": _AUTHOR},
        none=("setting_key", "version", "changed_secrets", "restored_from", "updated_at"),
        apart=_FIRMS,
    ),
    "setting_secrets": Holding(
        personal={"updated_by": _AUTHOR}, none=("setting_key", "field", "sealed", "updated_at"), apart=_FIRMS
    ),
}
