"""The screens of prompts."""
