"""What a document says, below its parties, as elements of the schema."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aistrategyhub.features.invoicing.document.codes import (
    DocumentType,
    Natura,
    ReferenceKind,
)
from aistrategyhub.features.invoicing.document.model import (
    ZERO,
    InvoiceDocument,
    Reference,
)
from aistrategyhub.features.invoicing.document.parts import (
    Carrier,
    DeliveryNote,
    MainInvoice,
    PensionFund,
    Transport,
    Vehicle,
    Withholding,
)
from aistrategyhub.features.invoicing.fatturapa.binding import (
    Block,
    Children,
    Faults,
    Group,
    Part,
    Parts,
    Put,
    Row,
    Value,
    Values,
    element_writer,
    flag,
)
from aistrategyhub.features.invoicing.fatturapa.goods_table import ADJUSTMENT, ATTACHMENT, LINE, PAYMENT, SUMMARY
from aistrategyhub.features.invoicing.fatturapa.parties_table import ADDRESS, identity
from aistrategyhub.features.invoicing.fatturapa.types import (
    AMOUNT,
    DAY,
    NUMBER,
    RATE,
    VERBATIM,
    WHOLE,
    YES,
    basic,
    latin,
    one_of,
)
from aistrategyhub.features.invoicing.fatturapa.values import slices

_FUND = Block(
    PensionFund,
    (
        Value("TipoCassa", "kind", VERBATIM),
        Value("AlCassa", "percent", RATE),
        Value("ImportoContributoCassa", "amount", AMOUNT),
        Value("ImponibileCassa", "base", AMOUNT),
        Value("AliquotaIVA", "vat_rate", RATE),
        flag("Ritenuta", "is_withheld", YES),
        Value("Natura", "natura", one_of(Natura)),
        Value("RiferimentoAmministrazione", "office", basic(20)),
    ),
    {"kind": "", "percent": ZERO, "amount": ZERO, "vat_rate": ZERO},
)
_WITHHOLDING = Block(
    Withholding,
    (
        Value("TipoRitenuta", "kind", VERBATIM),
        Value("ImportoRitenuta", "amount", AMOUNT),
        Value("AliquotaRitenuta", "percent", RATE),
        Value("CausalePagamento", "reason", VERBATIM),
    ),
    {"kind": "", "amount": ZERO, "percent": ZERO, "reason": ""},
)
_REFERENCE = Block(
    Reference,
    (
        Values("RiferimentoNumeroLinea", "lines", WHOLE),
        Value("IdDocumento", "number", basic(20)),
        Value("Data", "issued_on", DAY),
        Value("NumItem", "item", basic(20)),
        Value("CodiceCommessaConvenzione", "agreement", latin(100)),
        Value("CodiceCUP", "cup", basic(15)),
        Value("CodiceCIG", "cig", basic(15)),
    ),
    {"number": ""},
)
_DELIVERY_NOTE = Block(
    DeliveryNote,
    (
        Value("NumeroDDT", "number", basic(20)),
        Value("DataDDT", "day", DAY),
        Values("RiferimentoNumeroLinea", "lines", WHOLE),
    ),
    {"number": "", "day": None},
)
_TRANSPORT = Block(
    Transport,
    (
        Part(
            "DatiAnagraficiVettore",
            "carrier",
            Block(Carrier, (*identity(), Value("NumeroLicenzaGuida", "licence", basic(20)))),
        ),
        Value("MezzoTrasporto", "vehicle", latin(80)),
        Value("CausaleTrasporto", "reason", latin(100)),
        Value("NumeroColli", "packages", WHOLE),
        Value("Descrizione", "description", latin(100)),
        Value("UnitaMisuraPeso", "weight_unit", basic(10)),
        Value("PesoLordo", "gross_weight", NUMBER),
        Value("PesoNetto", "net_weight", NUMBER),
        Value("DataOraRitiro", "picked_up_at", VERBATIM),
        Value("DataInizioTrasporto", "starts_on", DAY),
        Value("TipoResa", "terms", VERBATIM),
        Part("IndirizzoResa", "address", ADDRESS),
        Value("DataOraConsegna", "delivered_at", VERBATIM),
    ),
)
_MAIN_INVOICE = Block(
    MainInvoice,
    (Value("NumeroFatturaPrincipale", "number", basic(20)), Value("DataFatturaPrincipale", "day", DAY)),
    {"number": "", "day": None},
)
_VEHICLE = Block(
    Vehicle,
    (Value("Data", "registered_on", DAY), Value("TotalePercorso", "run", basic(15))),
    {"registered_on": None, "run": ""},
)


@dataclass(frozen=True, slots=True)
class _References:
    """The five kinds of earlier documents, in the order of the schema; within a kind, in that of the document."""

    def read(self, children: Children, into: dict[str, Any], faults: Faults) -> None:
        found = [
            Reference(kind=kind, **_REFERENCE.missing | _REFERENCE.read_into({}, element, faults))
            for kind in ReferenceKind
            for element in children.get(kind.value, ())
        ]
        if found:
            into["references"] = tuple(found)

    def writer(self, depth: int) -> Put:
        writers = [(kind, element_writer(kind.value, _REFERENCE.rows, depth)) for kind in ReferenceKind]

        def put(document: Any, out: Callable[[str], None]) -> None:
            if document.references:
                for kind, write in writers:
                    for reference in document.references:
                        if reference.kind is kind:
                            write(reference, out)

        return put


@dataclass(frozen=True, slots=True)
class _Causale:
    """The reason of the document, one element for each line of it and each 200 characters."""

    _each = Values("Causale", "causale", latin(200))

    def read(self, children: Children, into: dict[str, Any], faults: Faults) -> None:
        self._each.read(children, into, faults)
        if "causale" in into:
            into["causale"] = "\n".join(" ".join(piece.splitlines()) for piece in into["causale"])

    def writer(self, depth: int) -> Put:
        write = self._each.writer(depth)

        def put(document: Any, out: Callable[[str], None]) -> None:
            if document.causale:
                write(_Pieces(tuple(slices(document.causale, 200))), out)

        return put


@dataclass(frozen=True, slots=True)
class _Pieces:
    causale: tuple[str, ...]


def _stated_total(document: InvoiceDocument) -> Decimal | None:
    if document.leaves_total_out:
        return None
    return document.total if document.stated_total is None else document.stated_total


def _is_stamped(document: InvoiceDocument) -> bool | None:
    return document.is_stamped_without_amount or document.stamp_duty is not None or None


_GENERAL: tuple[Row, ...] = (
    Value("TipoDocumento", "document_type", one_of(DocumentType)),
    Value("Divisa", "currency", VERBATIM),
    Value("Data", "issued_on", DAY),
    Value("Numero", "number", basic(20)),
    Parts("DatiRitenuta", "withholdings", _WITHHOLDING),
    Group(
        "DatiBollo",
        (
            Value("BolloVirtuale", "is_stamped_without_amount", YES, _is_stamped),
            Value("ImportoBollo", "stamp_duty", AMOUNT),
        ),
    ),
    Parts("DatiCassaPrevidenziale", "funds", _FUND),
    Parts("ScontoMaggiorazione", "adjustments", ADJUSTMENT),
    Value("ImportoTotaleDocumento", "stated_total", AMOUNT, _stated_total),
    Value("Arrotondamento", "rounding", AMOUNT),
    _Causale(),
    flag("Art73", "is_art73", YES),
)
BODY: tuple[Row, ...] = (
    Group(
        "DatiGenerali",
        (
            Group("DatiGeneraliDocumento", _GENERAL),
            _References(),
            Parts(
                "DatiSAL",
                "stages",
                Block(lambda stage: stage, (Value("RiferimentoFase", "stage", WHOLE, lambda it: it),), {"stage": 0}),
            ),
            Parts("DatiDDT", "delivery_notes", _DELIVERY_NOTE),
            Part("DatiTrasporto", "transport", _TRANSPORT),
            Part("FatturaPrincipale", "main_invoice", _MAIN_INVOICE),
        ),
    ),
    Group(
        "DatiBeniServizi",
        (Parts("DettaglioLinee", "lines", LINE), Parts("DatiRiepilogo", "summaries", SUMMARY)),
    ),
    Part("DatiVeicoli", "vehicle", _VEHICLE),
    Parts("DatiPagamento", "payments", PAYMENT),
    Parts("Allegati", "attachments", ATTACHMENT),
)
