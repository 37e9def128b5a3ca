"""The work that a page does for a form, so that robots pay for sending many."""

import reflex as rx


class _ProofOfWork(rx.Component):
    library = "$/utils/proof"
    tag = "ProofOfWork"
    alias = "HouseProofOfWork"

    name: rx.Var[str]
    address: rx.Var[str]
    round: rx.Var[int]


def proof_of_work(name: str, address: str, *, round: int | rx.Var[int] = 1) -> rx.Component:
    """A hidden field of the form it stands in: the solved challenge that `address` gave, once it is found.

    A new `round` asks for a new one. The field stays empty where the browser cannot compute it.
    """
    return _ProofOfWork.create(name=name, address=address, round=round)
