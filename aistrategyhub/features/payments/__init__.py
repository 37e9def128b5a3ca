"""Payment intents, webhooks and what they settle."""
