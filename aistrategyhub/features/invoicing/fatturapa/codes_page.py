"""The table of checks for readers and programs, made from the rules themselves."""

from aistrategyhub.core.text import _, speaking
from aistrategyhub.features.invoicing.fatturapa.rules import RULES, Decided

_WHERE = {
    Decided.FILE: "the file alone",
    Decided.STORE: "the invoices issued here",
    Decided.REGISTRY: "registries of SdI: not checked",
}


def as_rows() -> list[dict[str, str]]:
    """One entry for each code: what is refused, from what it is decided, how to mend it (in English)."""
    with speaking("en"):
        return [
            {
                "code": code,
                "refuses": rule.refuses,
                "decided_from": _WHERE[rule.decided],
                "remedy": _(rule.remedy) if rule.remedy else "",
            }
            for code, rule in sorted(RULES.items())
        ]


def as_markdown() -> str:
    """The table of docs/invoicing.md."""
    lines = ["| code | rejected when | decided from |", "|---|---|---|"]
    lines += [f"| {row['code']} | {row['refuses']} | {row['decided_from']} |" for row in as_rows()]
    return "\n".join(lines)
