"""What the firm's own documents forbid."""

from dataclasses import replace

from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.document.parts import TaxId
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.service import check_against_store, issue_invoice
from aistrategyhub.features.orders.service import mark_paid
from tests.factories.sales import create_order, create_seller


async def test_a_name_and_a_number_are_used_once(session):
    await create_seller(session)
    order = await create_order(session)
    await mark_paid(session, order, at=order.placed_at)
    issued = await issue_invoice(session, order.id)
    file = judge(issued.file_name, issued.xml).content
    (document,) = file.documents

    async def codes(name: str, **changes) -> list[str]:
        changed = replace(file, documents=(replace(document, **changes),))
        return [finding.code for finding in await check_against_store(session, name, changed)]

    other = "IT09876540155_ZZZZZ.xml"
    assert await codes(issued.file_name) == ["00002", "00404"]
    assert await codes(other) == ["00404"]
    assert await codes(other, number="999") == []
    assert await codes(other, document_type=DocumentType.TD04) == []
    assert await codes(other, issued_on=document.issued_on.replace(year=2020, day=1)) == []
    assert await codes(other, document_type=DocumentType.TD20) == []
    assert await codes(other, is_art73=True) == ["00404"]
    another_day = document.issued_on.replace(day=1 if document.issued_on.day > 1 else 2)
    assert await codes(other, is_art73=True, issued_on=another_day) == []
    stranger = replace(document.seller.party, tax_id=TaxId("IT", "12345678903"))
    assert await codes(other, seller=replace(document.seller, party=stranger)) == []
