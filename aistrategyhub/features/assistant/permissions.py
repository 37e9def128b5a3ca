"""What may be done with the assistant, and by whom."""

from aistrategyhub.core.access import Permission, Role


class AssistantPermission(Permission):
    """`CHANGE` decides what bots say and spend, `TEACH` what they know. `LISTEN` reads what visitors said, and deletes
    it; `JOIN` speaks in the bot's place."""

    CHANGE = "assistant:change"
    JOIN = "assistant:join"
    LISTEN = "assistant:listen"
    READ = "assistant:read"
    TEACH = "assistant:teach"


GRANTS = {
    Role.EDITOR: frozenset({AssistantPermission.READ, AssistantPermission.TEACH}),
    Role.SUPPORT: frozenset({AssistantPermission.READ, AssistantPermission.LISTEN, AssistantPermission.JOIN}),
    Role.ADMIN: frozenset(AssistantPermission),
    Role.SUPER_ADMIN: frozenset(AssistantPermission),
}
