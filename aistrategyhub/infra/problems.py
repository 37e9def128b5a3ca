"""What stops the product from starting, said to whoever operates it."""


class Problem(Exception):
    """A step that cannot succeed: one sentence saying what is wrong, and the one command that mends it.

    The command line prints both and exits with `exit_status`; nobody sees a traceback.
    """

    exit_status = 1

    def __init__(self, sentence: str, mend: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.sentence}\n  To mend it: {self.mend}" if self.mend else self.sentence
