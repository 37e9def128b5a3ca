"""What may be done with prompts, and by whom."""

from aistrategyhub.core.access import Permission, Role


class PromptsPermission(Permission):
    """`CHANGE` also tries prompts and sets budgets and prices: it decides what is spent."""

    READ = "prompts:read"
    CHANGE = "prompts:change"


GRANTS = {
    Role.EDITOR: frozenset({PromptsPermission.READ}),
    Role.ADMIN: frozenset(PromptsPermission),
    Role.SUPER_ADMIN: frozenset(PromptsPermission),
}
