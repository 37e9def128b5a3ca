"""Why the schema of a kind refuses a field."""

from typing import Any


class ContentProblem(ValueError):
    """Raised by the validators of a kind's schema: why a field is refused, in an Italian message id."""

    def __init__(self, code: str, sentence: str, **values: Any) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.values = code, sentence, values
