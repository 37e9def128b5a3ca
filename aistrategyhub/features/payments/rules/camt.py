"""CAMT.053, the statement of an account in XML (ISO 20022): the lines of money that came in. Pure.

Any version of the message is read by its elements' names; entities, document types and the network are refused.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from aistrategyhub.core.money import CENT
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.payments.rules.statements import (
    LARGEST_SUM,
    MOST_LINES,
    TOO_MANY,
    Credit,
    Statement,
    UnreadableStatement,
    credit,
)

NOT_A_STATEMENT = mark("è un file XML, ma non un estratto conto CAMT.053.")
MALFORMED = mark("il file XML è rotto o contiene definizioni non ammesse.")
WRONG_ENTRY = mark("il movimento {line} non ha una data e un importo leggibili.")


def read_camt(data: bytes) -> Statement:
    """The statement in a CAMT.053 file. Raises UnreadableStatement."""
    root = _parsed(data)
    statements = list(_all(root, "BkToCstmrStmt", "Stmt"))
    if not statements:
        raise UnreadableStatement(reason=_(NOT_A_STATEMENT))
    entries = [entry for statement in statements for entry in _all(statement, "Ntry")]
    if len(entries) > MOST_LINES:
        raise UnreadableStatement(reason=_(TOO_MANY, most=MOST_LINES))
    kept, passed_over = [], 0
    for number, entry in enumerate(entries, start=1):
        if not _is_booked_credit(entry):
            passed_over += 1
            continue
        kept += _credits(entry, number)
    return Statement(kept, passed_over, _text(statements[0], "Acct", "Id", "IBAN"))


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        no_network=True, load_dtd=False, dtd_validation=False, resolve_entities=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise UnreadableStatement(reason=_(MALFORMED)) from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableStatement(reason=_(MALFORMED))
    return root


def _is_booked_credit(entry: etree._Element) -> bool:
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts") or "BOOK"
    is_reversal = _text(entry, "RvslInd") == "true"
    return _text(entry, "CdtDbtInd") == "CRDT" and status == "BOOK" and not is_reversal


def _credits(entry: etree._Element, number: int) -> list[Credit]:
    """One line, or as many as a collected entry has transactions that say their own sum."""
    day = _day(entry)
    details = list(_all(entry, "NtryDtls", "TxDtls"))
    if len(details) > 1 and all(_sum(one) is not None for one in details):
        return [_credit(one, entry, day, _sum(one), number) for one in details]
    about = details[0] if details else entry
    return [_credit(about, entry, day, _amount_of(entry, "Amt"), number)]


def _credit(
    about: etree._Element, entry: etree._Element, day: date | None, amount: Decimal | None, number: int
) -> Credit:
    if day is None or amount is None:
        raise UnreadableStatement(reason=_(WRONG_ENTRY, line=number))
    payer = _text(about, "RltdPties", "Dbtr", "Nm") or _text(about, "RltdPties", "Dbtr", "Pty", "Nm")
    free = [_own_text(one) for one in _all(about, "RmtInf", "Ustrd")]
    structured = [_own_text(one) for one in _all(about, "RmtInf", "Strd", "CdtrRefInf", "Ref")]
    words = " ".join([*free, *structured]) or _text(entry, "AddtlNtryInf")
    reference = _text(about, "Refs", "AcctSvcrRef") or _text(entry, "AcctSvcrRef")
    return credit(day, amount, payer, words, reference, _currency(entry))


def _sum(details: etree._Element) -> Decimal | None:
    direct = _amount_of(details, "Amt")
    return direct if direct is not None else _amount_of(details, "AmtDtls", "TxAmt", "Amt")


def _amount_of(element: etree._Element, *path: str) -> Decimal | None:
    text = _text(element, *path)
    try:
        amount = Decimal(text)
        return amount.quantize(CENT) if 0 < amount <= LARGEST_SUM else None
    except InvalidOperation:
        return None


def _currency(entry: etree._Element) -> str:
    found = next(_all(entry, "Amt"), None)
    return (found.get("Ccy") or "EUR")[:3].upper() if found is not None else "EUR"


def _day(entry: etree._Element) -> date | None:
    for name in ("BookgDt", "ValDt"):
        text = _text(entry, name, "Dt") or _text(entry, name, "DtTm")
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            continue
    return None


def _text(element: etree._Element, *path: str) -> str:
    found = next(_all(element, *path), None)
    return _own_text(found) if found is not None else ""


def _own_text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _all(element: etree._Element, *path: str) -> Iterator[etree._Element]:
    """The elements at this path, whatever their namespace."""
    if not path:
        yield element
        return
    for child in element:
        if isinstance(child.tag, str) and etree.QName(child).localname == path[0]:
            yield from _all(child, *path[1:])
