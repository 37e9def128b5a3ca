"""What was sold, its VAT, how it is paid and what is attached, as elements of the schema."""

from aistrategyhub.features.invoicing.document.codes import (
    AdjustmentKind,
    Natura,
    PaymentMethod,
    PaymentTerms,
    VatDue,
)
from aistrategyhub.features.invoicing.document.model import ZERO, Instalment, Line, Payment, VatSummary
from aistrategyhub.features.invoicing.document.parts import Adjustment, Attachment, ExtraDatum, ItemCode
from aistrategyhub.features.invoicing.fatturapa.binding import Block, Parts, Value, flag
from aistrategyhub.features.invoicing.fatturapa.types import (
    AMOUNT,
    BASE64,
    DAY,
    FINE_AMOUNT,
    RATE,
    VERBATIM,
    WHOLE,
    YES,
    basic,
    latin,
    one_of,
)

ADJUSTMENT = Block(
    Adjustment,
    (
        Value("Tipo", "kind", one_of(AdjustmentKind)),
        Value("Percentuale", "percent", RATE),
        Value("Importo", "amount", FINE_AMOUNT),
    ),
    {"kind": AdjustmentKind.DISCOUNT},
)
LINE = Block(
    Line,
    (
        Value("NumeroLinea", "number", WHOLE),
        Value("TipoCessionePrestazione", "kind", VERBATIM),
        Parts(
            "CodiceArticolo",
            "codes",
            Block(
                ItemCode,
                (Value("CodiceTipo", "kind", basic(35)), Value("CodiceValore", "value", VERBATIM)),
                {"kind": "", "value": ""},
            ),
        ),
        Value("Descrizione", "description", latin(1000)),
        Value("Quantita", "quantity", FINE_AMOUNT),
        Value("UnitaMisura", "unit", basic(10)),
        Value("DataInizioPeriodo", "period_start", DAY),
        Value("DataFinePeriodo", "period_end", DAY),
        Value("PrezzoUnitario", "unit_price", FINE_AMOUNT),
        Parts("ScontoMaggiorazione", "adjustments", ADJUSTMENT),
        Value("PrezzoTotale", "total", FINE_AMOUNT),
        Value("AliquotaIVA", "vat_rate", RATE),
        flag("Ritenuta", "is_withheld", YES),
        Value("Natura", "natura", one_of(Natura)),
        Value("RiferimentoAmministrazione", "office", basic(20)),
        Parts(
            "AltriDatiGestionali",
            "extras",
            Block(
                ExtraDatum,
                (
                    Value("TipoDato", "kind", basic(10)),
                    Value("RiferimentoTesto", "text", latin(60)),
                    Value("RiferimentoNumero", "number", FINE_AMOUNT),
                    Value("RiferimentoData", "day", DAY),
                ),
                {"kind": ""},
            ),
        ),
    ),
    {"number": 0, "description": "", "unit_price": ZERO, "total": ZERO, "vat_rate": ZERO},
)
SUMMARY = Block(
    VatSummary,
    (
        Value("AliquotaIVA", "vat_rate", RATE),
        Value("Natura", "natura", one_of(Natura)),
        Value("SpeseAccessorie", "side_costs", AMOUNT),
        Value("Arrotondamento", "rounding", FINE_AMOUNT),
        Value("ImponibileImporto", "taxable", AMOUNT),
        Value("Imposta", "tax", AMOUNT),
        Value("EsigibilitaIVA", "due", one_of(VatDue)),
        Value("RiferimentoNormativo", "legal_reference", latin(100)),
    ),
    {"vat_rate": ZERO, "taxable": ZERO, "tax": ZERO},
)
_INSTALMENT = Block(
    Instalment,
    (
        Value("Beneficiario", "payee", latin(200)),
        Value("ModalitaPagamento", "method", one_of(PaymentMethod)),
        Value("DataRiferimentoTerminiPagamento", "counted_from", DAY),
        Value("GiorniTerminiPagamento", "days", WHOLE),
        Value("DataScadenzaPagamento", "due_date", DAY),
        Value("ImportoPagamento", "amount", AMOUNT),
        Value("CodUfficioPostale", "post_office", basic(20)),
        Value("CognomeQuietanzante", "receiver_last_name", latin(60)),
        Value("NomeQuietanzante", "receiver_first_name", latin(60)),
        Value("CFQuietanzante", "receiver_fiscal_code", VERBATIM),
        Value("TitoloQuietanzante", "receiver_title", basic(10)),
        Value("IstitutoFinanziario", "bank", latin(80)),
        Value("IBAN", "iban", VERBATIM, lambda instalment: instalment.iban.replace(" ", "")),
        Value("ABI", "abi", VERBATIM),
        Value("CAB", "cab", VERBATIM),
        Value("BIC", "bic", VERBATIM),
        Value("ScontoPagamentoAnticipato", "early_discount", AMOUNT),
        Value("DataLimitePagamentoAnticipato", "early_until", DAY),
        Value("PenalitaPagamentiRitardati", "late_penalty", AMOUNT),
        Value("DataDecorrenzaPenale", "late_from", DAY),
        Value("CodicePagamento", "code", basic(60)),
    ),
    {"method": PaymentMethod.MP01, "amount": ZERO},
)
PAYMENT = Block(
    Payment,
    (
        Value("CondizioniPagamento", "terms", one_of(PaymentTerms)),
        Parts("DettaglioPagamento", "instalments", _INSTALMENT),
    ),
    {"terms": PaymentTerms.FULL, "instalments": ()},
)
ATTACHMENT = Block(
    Attachment,
    (
        Value("NomeAttachment", "name", latin(60)),
        Value("AlgoritmoCompressione", "compression", basic(10)),
        Value("FormatoAttachment", "format", basic(10)),
        Value("DescrizioneAttachment", "description", latin(100)),
        Value("Attachment", "content", BASE64),
    ),
    {"name": "", "content": ""},
)
