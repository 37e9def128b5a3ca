"""The eleven who knock at every handler and route: five who are nobody to the house, and somebody of each role."""

from aistrategyhub.core.access import Role
from aistrategyhub.features.accounts.seed import CUSTOMERS, PEOPLE

# They hold a cookie that was never given, has run out or was taken back; or have shown one half of who they are.
CHALLENGED = "mfa_pending"
STRANGERS = ("anonymous", "forged", "expired", "revoked", CHALLENGED)

OTHER_CUSTOMER = "other_customer"
ROLE_OF: dict[str, Role] = {
    Role.CUSTOMER: Role.CUSTOMER,
    OTHER_CUSTOMER: Role.CUSTOMER,
    Role.EDITOR: Role.EDITOR,
    Role.SUPPORT: Role.SUPPORT,
    Role.ADMIN: Role.ADMIN,
    Role.SUPER_ADMIN: Role.SUPER_ADMIN,
}
EVERYBODY = (*STRANGERS, *ROLE_OF)

EMAIL_OF: dict[str, str] = {
    role: next(person.email for person in PEOPLE if person.role is role) for role in ROLE_OF.values()
} | {OTHER_CUSTOMER: CUSTOMERS[1].email}
