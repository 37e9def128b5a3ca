"""Anthropic: language models that answer in a given form."""
