"""Where this room's screens are."""

PROMPTS_ROUTE = "/admin/prompt"
