"""Which encoding of a file a browser gets, and whether it has that already (RFC 9110). Pure."""

from collections.abc import Collection

from aistrategyhub.prerender.compression import SUFFIXES

IDENTITY = "identity"


def choose_encoding(accepted: str, there: Collection[str]) -> str:
    """The encoding that is liked best of those that are `there`; of equals the smallest file. `identity` when none is.

    A header that nobody can read is taken as no wish.
    """
    wishes = _wishes(accepted)
    others = wishes.get("*", 0.0)
    liked = {name: wishes.get(name, others) for name in SUFFIXES if name in there}
    best = max(liked.values(), default=0.0)
    if best <= 0 or best < wishes.get(IDENTITY, 0.0):
        return IDENTITY
    return next(name for name, quality in liked.items() if quality == best)


def is_known(tag: str, if_none_match: str) -> bool:
    """Whether a browser that sends this header has the file with this tag."""
    known = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return "*" in known or tag in known


def _wishes(accepted: str) -> dict[str, float]:
    wishes = {}
    for part in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        if name:
            wishes[name] = _quality(parameters)
    return wishes


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
