"""What a FatturaPA file means, apart from how it is written."""

import contextlib
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

_NOT_NUMBERS = {"IdCodice", "CodiceFiscale", "CAP", "Numero", "IdDocumento", "NumItem", "ProgressivoInvio"}


def meaning_of(xml: bytes) -> Any:
    """Elements, their order and their values: numbers as numbers, texts without the blanks around them."""
    return _meaning(etree.fromstring(xml, etree.XMLParser(remove_comments=True)))


def _meaning(element: etree._Element) -> Any:
    name = etree.QName(element).localname
    text: Any = " ".join((element.text or "").split())
    if name not in _NOT_NUMBERS and text:
        with contextlib.suppress(InvalidOperation):
            text = Decimal(text)
    return name, text, [_meaning(child) for child in element]
