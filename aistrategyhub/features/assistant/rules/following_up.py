"""Questions that are only half of one, such as "E quanto costa?". Pure."""

import re

# Of so few words a question may lean on the one before.
_HALF_A_QUESTION = 6
_GOES_ON = re.compile(
    r"""^\W*(?:e|ed|ma|anche|invece|oppure|quindi|allora|and|but|also|or|so|then|what\s+about|how\s+about)\b
    |\b(?:questo|questa|questi|queste|quello|quella|quelli|quelle|lui|lei|loro|esso|essa
        |this|that|these|those|it|its|they|them)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def leans_on_the_last(question: str) -> bool:
    """Whether a question may be half of one. Who asks of something else says more."""
    return len(question.split()) <= _HALF_A_QUESTION


def is_half_a_question(question: str) -> bool:
    """Whether it says itself that it goes on: it begins with "and", or points at what was spoken of."""
    return leans_on_the_last(question) and _GOES_ON.search(question) is not None


def together(last: str, question: str) -> str:
    """Both halves, as they are searched for."""
    return f"{last}\n{question}"
