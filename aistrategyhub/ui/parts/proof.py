"""What keeps robots out of a form: work that the page does, and a field that only they fill."""

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


def robot_trap() -> rx.Component:
    """A field `website` that people neither see nor reach: robots fill everything."""
    trap = {"name": "website", "tabIndex": -1, "autoComplete": "off", "aria-label": "website"}
    return rx.el.div(rx.el.input(type="text", custom_attrs=trap), aria_hidden="true", class_name="sr-only")
