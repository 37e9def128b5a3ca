"""Prompts: what the product asks language models, in which words, of which model, and for how much a month."""
