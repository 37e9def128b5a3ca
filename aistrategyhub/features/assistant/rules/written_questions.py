"""Questions that a model wrote for a passage. Pure."""

from collections.abc import Sequence

_MOST, _LONGEST = 6, 200


def kept_questions(written: Sequence[str]) -> list[str]:
    """Those that are questions of a bearable length, each once: a vendor's promise is not trusted."""
    clean = [" ".join(one.replace("\x00", " ").split()) for one in written]
    return list(dict.fromkeys(one for one in clean if one and len(one) <= _LONGEST))[:_MOST]
