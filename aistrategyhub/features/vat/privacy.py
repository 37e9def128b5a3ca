"""What proofs of VAT numbers hold about people: a sole trader's firm is a person."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose


def _proof(purpose: str) -> Personal:
    return Personal(purpose, Basis.LEGAL_OBLIGATION, Retention.FISCAL, Whose.BUYER, handed_out=False)


PERSONAL_DATA: PersonalData = {
    "vat_checks": Holding(
        personal={
            "number": _proof("prove that no VAT was due (art. 7-ter DPR 633/1972)"),
            "name": _proof("prove whose number it was"),
            "address": _proof("prove whose number it was"),
        },
        none=("state", "is_valid", "consultation", "asked_at"),
        apart="a proof of the seller's, asked of a public register",
    ),
}
