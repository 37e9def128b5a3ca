"""The code lists of the trade, by the codes that accountants say aloud (specification 1.9.1, schema 1.2.3)."""

from enum import StrEnum

from aistrategyhub.core.text import mark


class DocumentType(StrEnum):
    """`TipoDocumento` of ordinary invoices, and of simplified ones (TD07 to TD09), which are only received here."""

    TD01 = "TD01"
    TD02 = "TD02"
    TD03 = "TD03"
    TD04 = "TD04"
    TD05 = "TD05"
    TD06 = "TD06"
    TD07 = "TD07"
    TD08 = "TD08"
    TD09 = "TD09"
    TD16 = "TD16"
    TD17 = "TD17"
    TD18 = "TD18"
    TD19 = "TD19"
    TD20 = "TD20"
    TD21 = "TD21"
    TD22 = "TD22"
    TD23 = "TD23"
    TD24 = "TD24"
    TD25 = "TD25"
    TD26 = "TD26"
    TD27 = "TD27"
    TD28 = "TD28"
    TD29 = "TD29"

    @property
    def title(self) -> str:
        """What the document is called, as an Italian message id."""
        return _TITLES[self]

    @property
    def is_credit(self) -> bool:
        """Whether it takes back what another document billed."""
        return self in (DocumentType.TD04, DocumentType.TD08)

    @property
    def is_issued_by_buyer(self) -> bool:
        """Whether the buyer writes it in the seller's stead, so that the buyer's numbering counts (00404)."""
        return self in _BY_BUYER


class TaxRegime(StrEnum):
    """`RegimeFiscale` of the seller: RF01 ordinary, RF19 forfettario, RF20 cross-border exemption."""

    RF01 = "RF01"
    RF02 = "RF02"
    RF04 = "RF04"
    RF05 = "RF05"
    RF06 = "RF06"
    RF07 = "RF07"
    RF08 = "RF08"
    RF09 = "RF09"
    RF10 = "RF10"
    RF11 = "RF11"
    RF12 = "RF12"
    RF13 = "RF13"
    RF14 = "RF14"
    RF15 = "RF15"
    RF16 = "RF16"
    RF17 = "RF17"
    RF18 = "RF18"
    RF19 = "RF19"
    RF20 = "RF20"


class Natura(StrEnum):
    """Why a line bears no VAT. N2, N3 and N6 bare are read in old files; SdI refuses them now (00445)."""

    N1 = "N1"
    N2 = "N2"
    N2_1 = "N2.1"
    N2_2 = "N2.2"
    N3 = "N3"
    N3_1 = "N3.1"
    N3_2 = "N3.2"
    N3_3 = "N3.3"
    N3_4 = "N3.4"
    N3_5 = "N3.5"
    N3_6 = "N3.6"
    N4 = "N4"
    N5 = "N5"
    N6 = "N6"
    N6_1 = "N6.1"
    N6_2 = "N6.2"
    N6_3 = "N6.3"
    N6_4 = "N6.4"
    N6_5 = "N6.5"
    N6_6 = "N6.6"
    N6_7 = "N6.7"
    N6_8 = "N6.8"
    N6_9 = "N6.9"
    N7 = "N7"

    @property
    def is_retired(self) -> bool:
        """Whether a sub-code has been compulsory in its place since 2021."""
        return self.value in {"N2", "N3", "N6"}

    @property
    def is_reverse_charge(self) -> bool:
        """Whether the buyer owes the VAT (N6.x)."""
        return self.value.startswith("N6")


class VatDue(StrEnum):
    """`EsigibilitaIVA`: when, and by whom, the VAT is paid."""

    IMMEDIATE = "I"
    DEFERRED = "D"
    SPLIT_PAYMENT = "S"


class AdjustmentKind(StrEnum):
    """`ScontoMaggiorazione`: what is taken off, or put on, the price of one unit."""

    DISCOUNT = "SC"
    SURCHARGE = "MG"


class ReferenceKind(StrEnum):
    """The earlier document that a reference points to, in the order in which the schema wants the blocks."""

    PURCHASE_ORDER = "DatiOrdineAcquisto"
    CONTRACT = "DatiContratto"
    AGREEMENT = "DatiConvenzione"
    RECEPTION = "DatiRicezione"
    INVOICE = "DatiFattureCollegate"


class PaymentTerms(StrEnum):
    """`CondizioniPagamento`."""

    INSTALMENTS = "TP01"
    FULL = "TP02"
    ADVANCE = "TP03"


class PaymentMethod(StrEnum):
    """`ModalitaPagamento`."""

    MP01 = "MP01"
    MP02 = "MP02"
    MP03 = "MP03"
    MP04 = "MP04"
    MP05 = "MP05"
    MP06 = "MP06"
    MP07 = "MP07"
    MP08 = "MP08"
    MP09 = "MP09"
    MP10 = "MP10"
    MP11 = "MP11"
    MP12 = "MP12"
    MP13 = "MP13"
    MP14 = "MP14"
    MP15 = "MP15"
    MP16 = "MP16"
    MP17 = "MP17"
    MP18 = "MP18"
    MP19 = "MP19"
    MP20 = "MP20"
    MP21 = "MP21"
    MP22 = "MP22"
    MP23 = "MP23"

    @property
    def title(self) -> str:
        """How it was or will be paid, as an Italian message id."""
        return _METHODS[self]


_BY_BUYER = frozenset(
    {
        DocumentType.TD16,
        DocumentType.TD17,
        DocumentType.TD18,
        DocumentType.TD19,
        DocumentType.TD20,
        DocumentType.TD22,
        DocumentType.TD23,
        DocumentType.TD28,
        DocumentType.TD29,
    }
)

_TITLES = {
    DocumentType.TD01: mark("Fattura"),
    DocumentType.TD02: mark("Fattura di acconto"),
    DocumentType.TD03: mark("Parcella di acconto"),
    DocumentType.TD04: mark("Nota di credito"),
    DocumentType.TD05: mark("Nota di debito"),
    DocumentType.TD06: mark("Parcella"),
    DocumentType.TD07: mark("Fattura semplificata"),
    DocumentType.TD08: mark("Nota di credito semplificata"),
    DocumentType.TD09: mark("Nota di debito semplificata"),
    DocumentType.TD16: mark("Integrazione per inversione contabile interna"),
    DocumentType.TD17: mark("Integrazione o autofattura per servizi dall'estero"),
    DocumentType.TD18: mark("Integrazione per beni intracomunitari"),
    DocumentType.TD19: mark("Integrazione o autofattura per beni ex art. 17 c. 2 DPR 633/72"),
    DocumentType.TD20: mark("Autofattura per regolarizzazione"),
    DocumentType.TD21: mark("Autofattura per splafonamento"),
    DocumentType.TD22: mark("Estrazione di beni da deposito IVA"),
    DocumentType.TD23: mark("Estrazione di beni da deposito IVA con versamento dell'IVA"),
    DocumentType.TD24: mark("Fattura differita"),
    DocumentType.TD25: mark("Fattura differita per triangolazione"),
    DocumentType.TD26: mark("Fattura per cessione di beni ammortizzabili"),
    DocumentType.TD27: mark("Fattura per autoconsumo o cessione gratuita"),
    DocumentType.TD28: mark("Acquisto da San Marino con IVA"),
    DocumentType.TD29: mark("Comunicazione per omessa o irregolare fatturazione"),
}

_METHODS = {
    PaymentMethod.MP01: mark("Contanti"),
    PaymentMethod.MP02: mark("Assegno"),
    PaymentMethod.MP03: mark("Assegno circolare"),
    PaymentMethod.MP04: mark("Contanti presso Tesoreria"),
    PaymentMethod.MP05: mark("Bonifico"),
    PaymentMethod.MP06: mark("Vaglia cambiario"),
    PaymentMethod.MP07: mark("Bollettino bancario"),
    PaymentMethod.MP08: mark("Carta di pagamento"),
    PaymentMethod.MP09: mark("RID"),
    PaymentMethod.MP10: mark("RID utenze"),
    PaymentMethod.MP11: mark("RID veloce"),
    PaymentMethod.MP12: mark("Ricevuta bancaria"),
    PaymentMethod.MP13: mark("MAV"),
    PaymentMethod.MP14: mark("Quietanza erario"),
    PaymentMethod.MP15: mark("Giroconto su conti di contabilità speciale"),
    PaymentMethod.MP16: mark("Domiciliazione bancaria"),
    PaymentMethod.MP17: mark("Domiciliazione postale"),
    PaymentMethod.MP18: mark("Bollettino di conto corrente postale"),
    PaymentMethod.MP19: mark("Addebito diretto SEPA"),
    PaymentMethod.MP20: mark("Addebito diretto SEPA Core"),
    PaymentMethod.MP21: mark("Addebito diretto SEPA B2B"),
    PaymentMethod.MP22: mark("Trattenuta su somme già riscosse"),
    PaymentMethod.MP23: mark("PagoPA"),
}
