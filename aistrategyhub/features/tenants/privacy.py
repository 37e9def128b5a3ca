"""What the tenants hold about people: nothing."""

from aistrategyhub.core.privacy import Holding, PersonalData

PERSONAL_DATA: PersonalData = {
    "tenants": Holding(none=("slug", "name", "is_demo", "is_active", "created_at")),
    "tenant_domains": Holding(none=("host",)),
}
