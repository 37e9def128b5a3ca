"""What may be done with kept cards, and by whom: nobody but their holder."""

from aistrategyhub.core.access import Permission, Role


class WalletPermission(Permission):
    USE_OWN = "wallet:use_own"


GRANTS = {role: frozenset(WalletPermission) for role in Role if role is not Role.GUEST}
