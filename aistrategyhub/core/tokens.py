"""Colours, type, space and motion."""


def stylesheet() -> str:
    return ":root{--paper:#fff}"
