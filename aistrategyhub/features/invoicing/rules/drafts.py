"""What somebody typed into a document, as the editor shows and changes it. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.billing_form import BillingView
from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import _, money_label, percent_label
from aistrategyhub.features.invoicing.document.codes import VatDue
from aistrategyhub.features.invoicing.document.model import InvoiceDocument, Line
from aistrategyhub.features.invoicing.schemas import DraftBody, DraftHead, DraftLine, SumRow

LineField = Literal["description", "quantity", "unit", "price", "discount", "vat", "law"]
HeadField = Literal[
    "kind",
    "locale",
    "causale",
    "method",
    "due_day",
    "reference_kind",
    "reference_number",
    "reference_day",
    "cig",
    "cup",
]
BuyerField = Literal[
    "company_name",
    "name",
    "email",
    "vat_number",
    "fiscal_code",
    "person_fiscal_code",
    "sdi_code",
    "pec_email",
    "billing_address.street",
    "billing_address.city",
    "billing_address.zip",
    "billing_address.province",
]
HEAD_FIELDS = ("kind", "causale", "method", "due_day", "reference_kind", "reference_number", "reference_day")
_EMPTY_LINE = {
    "description": "",
    "quantity": "1",
    "unit": "",
    "price": "",
    "discount": "",
    "vat": "22",
    "law": "",
    "is_goods": False,
}
_TOLD = ("description", "quantity", "price", "discount", "law")


def empty_document(kind: str, *, has_fees: bool, buyer: Mapping[str, Any]) -> dict[str, Any]:
    """What a new document begins with."""
    return with_line({"kind": kind, "locale": "it", "has_fees": has_fees, "buyer": dict(buyer), "lines": []})


def credit_document(document: InvoiceDocument, buyer: Mapping[str, Any], *, locale: str) -> dict[str, Any]:
    """A credit note of the whole of an invoice, to be cut down where less is credited."""
    typed: dict[str, Any] = {
        "kind": "TD04",
        "locale": locale,
        "has_fees": bool(document.funds or document.withholdings),
        "buyer": dict(buyer),
        "causale": f"Storno della fattura {document.number}",
        "lines": [],
    }
    for line in document.lines:
        typed = with_line(typed, **_credited(line))
    return typed


def typed_of(body: DraftBody) -> dict[str, Any]:
    """The same of what a program sends."""
    typed = body.model_dump(mode="json", exclude={"buyer", "lines", "corrects_id"}) | {"lines": []}
    buyer = body.buyer.model_dump()
    address = {f"billing_address.{name}": buyer.pop(name) for name in ("street", "city", "zip", "province", "country")}
    is_person = not (buyer["company_name"] or buyer["vat_number"])
    codes = {"kind": "person", "person_fiscal_code": buyer["fiscal_code"], "person_name": buyer["name"]}
    typed["buyer"] = buyer | address | (codes if is_person else {"kind": "company"})
    for line in body.lines:
        typed = with_line(typed, **line.model_dump())
    return typed


def buyer_form(known: BillingView) -> dict[str, str]:
    """Somebody known, as the form of a buyer sends them."""
    address = {f"billing_address.{name}": getattr(known, name) for name in ("street", "city", "zip", "province")}
    codes = {name: getattr(known, name) for name in ("company_name", "vat_number", "sdi_code", "pec_email", "email")}
    person = {"person_name": known.contact, "person_fiscal_code": known.fiscal_code}
    return {
        "kind": known.kind,
        "name": known.contact,
        "fiscal_code": known.fiscal_code,
        "billing_address.country": known.country,
        **codes,
        **address,
        **person,
    }


def buyer_view(typed: Mapping[str, Any]) -> BillingView:
    """The buyer's fields as they were typed."""
    form = typed.get("buyer") or {}
    is_person = form.get("kind") == "person"
    said = {
        name: str(form.get(name) or "") for name in ("email", "company_name", "vat_number", "sdi_code", "pec_email")
    }
    address = {
        name: str(form.get(f"billing_address.{name}") or "")
        for name in ("street", "city", "zip", "province", "country")
    }
    return BillingView(
        kind="person" if is_person else "company",
        contact=str(form.get("person_name" if is_person else "name") or ""),
        fiscal_code=str(form.get("person_fiscal_code" if is_person else "fiscal_code") or ""),
        **said,
        **address | {"country": address["country"] or "IT"},
    )


def head_of(typed: Mapping[str, Any]) -> DraftHead:
    """The fields that stand once."""
    names = [name for name in DraftHead.__dataclass_fields__ if name != "has_fees" and typed.get(name)]
    return DraftHead(**{name: str(typed[name]) for name in names}, has_fees=bool(typed.get("has_fees")))


def lines_of(typed: Mapping[str, Any], errors: Mapping[str, FieldError]) -> list[DraftLine]:
    """The lines of the editor."""
    return [
        DraftLine(
            **{name: str(row.get(name) or "") for name in ("key", *_EMPTY_LINE) if name != "is_goods"},
            is_goods=bool(row.get("is_goods")),
            **{f"{name}_error": said(errors, f"lines.{place}.{name}") for name in _TOLD},
        )
        for place, row in enumerate(typed.get("lines", []))
    ]


def said(errors: Mapping[str, FieldError], field: str) -> str:
    """What is wrong with a field, in the language of the moment."""
    error = errors.get(field)
    return _(error.sentence, **error.values) if error else ""


def with_line(typed: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """What was typed and one line more, empty but for these values."""
    rows = typed.get("lines", [])
    taken = [int(key) for row in rows if (key := str(row.get("key", ""))[1:]).isdigit()]
    return {**typed, "lines": [*rows, {**_EMPTY_LINE, **values, "key": f"l{max(taken, default=0) + 1}"}]}


def sums_of(document: InvoiceDocument) -> list[SumRow]:
    """What a document comes to, line by line; what the buyer pays stands last."""
    funds = [
        (_("Contributo previdenziale {percent}", percent=percent_label(fund.percent)), fund.amount)
        for fund in document.funds
    ]
    rates = [
        (_("IVA {rate} su {taxable}", rate=_rate(part), taxable=money_label(part.taxable, document.currency)), part.tax)
        for part in document.summaries
    ]
    split = sum((part.tax for part in document.summaries if part.due is VatDue.SPLIT_PAYMENT), Decimal(0))
    kept = [(_("IVA versata dal committente all'Erario"), -split)] if split else []
    kept += [
        (_("Ritenuta {percent}", percent=percent_label(one.percent)), -one.amount) for one in document.withholdings
    ]
    total = [(_("Totale"), document.total)]
    payable = [(_("Netto a pagare"), document.payable)] if kept else []
    stamp = [(_("Imposta di bollo assolta in modo virtuale"), document.stamp_duty)] if document.stamp_duty else []
    rows = [*funds, *rates, *total, *kept, *payable, *stamp]
    return [SumRow(label, money_label(amount, document.currency)) for label, amount in rows]


def name_of(buyer: Buyer | None, typed: Mapping[str, Any]) -> str:
    """What the list of drafts calls the buyer, however little was typed of it."""
    if buyer:
        return buyer.legal_name[:160]
    known = buyer_view(typed)
    return (known.company_name or known.contact)[:160]


def _credited(line: Line) -> dict[str, Any]:
    return {
        "description": f"Storno: {line.description}"[:1000],
        "price": f"{line.total:.2f}".replace(".", ","),
        "vat": line.natura.value if line.natura else f"{line.vat_rate.normalize():f}",
        "law": line.legal_reference,
    }


def _rate(part: Any) -> str:
    return part.natura.value if part.natura else percent_label(part.vat_rate)
