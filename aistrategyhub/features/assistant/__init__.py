"""The assistant: bots that answer from the firm's own knowledge and say where they read it."""
