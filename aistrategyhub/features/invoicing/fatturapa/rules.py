"""The checks of SdI beyond the schema, by their codes: specification 1.9.1 and list of checks 2.0.

`docs/invoicing.md` carries this table (`hub fattura codes --markdown`).
"""

from dataclasses import dataclass
from enum import StrEnum

from aistrategyhub.core.text import mark


class Decided(StrEnum):
    """From what a check can be decided."""

    FILE = "file"
    STORE = "store"
    REGISTRY = "registry"


@dataclass(frozen=True, slots=True)
class Rule:
    """What SdI refuses (in English, for the documentation), who can tell, and an Italian message id that mends it."""

    refuses: str
    decided: Decided = Decided.FILE
    remedy: str = ""


_STORE, _REGISTRY = Decided.STORE, Decided.REGISTRY
_DIGITS = mark("Ricopia il codice da un documento del soggetto: una cifra è sbagliata.")
_NATURA = mark("Scrivi la natura (per esempio N2.2 o N4) accanto all'aliquota zero.")
_NO_NATURA = mark("Togli la natura, oppure porta l'aliquota a zero.")
_SUMMARISE = mark("Aggiungi un riepilogo per ogni aliquota e natura usate nelle righe e nelle casse.")
_SIGN_AGAIN = mark("Firma di nuovo il file originale con un certificato valido.")
_DISCOUNT = mark("Scrivi la percentuale o l'importo dello sconto, oppure togli il blocco.")
_ASK_BUYER = mark("Chiedi il codice giusto al cliente e correggilo.")
_NEW_NAME = mark("Invia il documento con un progressivo di file mai usato; numero e data restano gli stessi.")
_SAME = mark("Con questo tipo di documento il cedente e il cessionario devono essere soggetti diversi: cambia il tipo.")

RULES: dict[str, Rule] = {
    "00001": Rule(
        "the file name is not `<country><code>_<progressive>.<xml|xml.p7m|zip>`",
        remedy=mark("Rinomina il file come IT01234567890_00001.xml: paese, codice di chi trasmette, progressivo."),
    ),
    "00002": Rule("a file of the same name was sent before", _STORE, _NEW_NAME),
    "00003": Rule(
        "the file is larger than 5 MB", remedy=mark("Togli o comprimi gli allegati: un file arriva a 5 MB al massimo.")
    ),
    "00100": Rule("the signing certificate has expired", remedy=_SIGN_AGAIN),
    "00101": Rule("the signing certificate was revoked", _REGISTRY, _SIGN_AGAIN),
    "00102": Rule("the signature does not verify: the file was altered", remedy=_SIGN_AGAIN),
    "00103": Rule("the signature carries no signing time", remedy=_SIGN_AGAIN),
    "00104": Rule("the certificate's issuer is not on the trusted list", _REGISTRY, _SIGN_AGAIN),
    "00105": Rule("the signing time is later than the reception", remedy=_SIGN_AGAIN),
    "00106": Rule("the file or the archive is empty or corrupt", remedy=mark("Esporta di nuovo il file dall'origine.")),
    "00107": Rule("the signing certificate is not valid", remedy=_SIGN_AGAIN),
    "00200": Rule(
        "the file does not conform to the schema",
        remedy=mark("Correggi l'elemento indicato secondo il tracciato 1.2.3 (1.0.2 per la semplificata)."),
    ),
    "00201": Rule("more than 50 format errors", remedy=mark("Correggi gli errori elencati e controlla di nuovo.")),
    "00300": Rule("IdCodice of the transmitter is not valid", remedy=_DIGITS),
    "00301": Rule("VAT number of the seller is not valid", remedy=_DIGITS),
    "00302": Rule("tax code of the seller is not valid", remedy=_DIGITS),
    "00303": Rule("VAT number of a tax representative is not valid", remedy=_DIGITS),
    "00304": Rule("tax code of the seller's representative is not valid", remedy=_DIGITS),
    "00305": Rule("VAT number of the buyer is not valid", remedy=_DIGITS),
    "00306": Rule("tax code of the buyer is not valid", remedy=_DIGITS),
    "00311": Rule("CodiceDestinatario is unknown", _REGISTRY, _ASK_BUYER),
    "00312": Rule("CodiceDestinatario is not active", _REGISTRY, _ASK_BUYER),
    "00313": Rule(
        "CodiceDestinatario is XXXXXXX and the buyer has no foreign VAT number",
        remedy=mark("XXXXXXX vale per i clienti esteri con identificativo: per l'Italia usa il codice o 0000000."),
    ),
    "00320": Rule("VAT number and tax code of the seller are of different subjects", _REGISTRY),
    "00321": Rule("the seller's VAT number is of a group and the tax code not of a member", _REGISTRY),
    "00322": Rule("the seller's VAT number is of a group and the tax code is missing", _REGISTRY),
    "00323": Rule("the seller's VAT number closed more than 5 years ago", _REGISTRY),
    "00324": Rule("VAT number and tax code of the buyer are of different subjects", _REGISTRY),
    "00325": Rule("the buyer's VAT number is of a group and the tax code not of a member", _REGISTRY),
    "00326": Rule("the buyer's VAT number is of a group and the tax code is missing", _REGISTRY),
    "00327": Rule(
        "the buyer is named by the tax code of a VAT group instead of a member's (said as a warning)",
        _REGISTRY,
        mark("Se il cliente fa parte di un gruppo IVA, scrivi il codice fiscale suo e la partita IVA del gruppo."),
    ),
    "00330": Rule("PECDestinatario is a mailbox of SdI", remedy=mark("Scrivi la PEC del cliente, o toglila.")),
    "00398": Rule("the central office was named although IPA knows the right one", _REGISTRY),
    "00399": Rule("no office was named although IPA knows the buyer", _REGISTRY),
    "00400": Rule("line at rate 0 without Natura", remedy=_NATURA),
    "00401": Rule("line with Natura and a rate (not TD16)", remedy=_NO_NATURA),
    "00403": Rule(
        "the document's date is in the future", remedy=mark("Metti la data di oggi, o aspetta quel giorno per inviare.")
    ),
    "00404": Rule(
        "the same seller already sent this number in the year",
        _STORE,
        mark("Dai al documento il numero che segue: questo è già stato usato."),
    ),
    "00409": Rule(
        "the same number twice in one file", remedy=mark("Dai un numero diverso a ciascun documento del lotto.")
    ),
    "00411": Rule(
        "line subject to withholding, without DatiRitenuta",
        remedy=mark("Aggiungi i dati della ritenuta (tipo, importo, aliquota, causale), o togli il segno dalla riga."),
    ),
    "00413": Rule("pension fund at rate 0 without Natura", remedy=_NATURA),
    "00414": Rule("pension fund with Natura and a rate", remedy=_NO_NATURA),
    "00415": Rule(
        "pension fund subject to withholding, without DatiRitenuta",
        remedy=mark("Aggiungi i dati della ritenuta, o togli il segno dalla cassa."),
    ),
    "00417": Rule(
        "the buyer has neither VAT number nor tax code",
        remedy=mark("Chiedi al cliente la partita IVA o il codice fiscale."),
    ),
    "00418": Rule(
        "the date is before that of a linked invoice",
        remedy=mark("Correggi la data della fattura collegata, o quella del documento."),
    ),
    "00419": Rule("a rate of lines or funds has no DatiRiepilogo", remedy=_SUMMARISE),
    "00420": Rule(
        "DatiRiepilogo with reverse charge (N6) and split payment",
        remedy=mark("Con l'inversione contabile l'esigibilità è I o D: la scissione dei pagamenti non si applica."),
    ),
    "00421": Rule(
        "Imposta is not rate x taxable, within 0.01",
        remedy=mark("Ricalcola l'imposta: imponibile per aliquota, arrotondata al centesimo."),
    ),
    "00422": Rule(
        "ImponibileImporto is not lines + funds + roundings of the rate, within 1.00",
        remedy=mark("Ricalcola l'imponibile dalle righe e dalle casse, o scrivi la differenza in Arrotondamento."),
    ),
    "00423": Rule(
        "PrezzoTotale is not (unit price with discounts) x quantity, within 0.01",
        remedy=mark("Ricalcola: prezzo unitario con sconti e maggiorazioni, per quantità. Usa fino a 8 decimali."),
    ),
    "00424": Rule("a VAT rate is not a percentage", remedy=mark("Scrivi l'aliquota in percentuale: 22.00, non 0.22.")),
    "00425": Rule("the number has no digit", remedy=mark("Usa un numero con almeno una cifra.")),
    "00427": Rule(
        "the length of CodiceDestinatario does not fit the format",
        remedy=mark("Il codice è di 6 caratteri per gli uffici pubblici (FPA12), di 7 per tutti gli altri (FPR12)."),
    ),
    "00428": Rule(
        "FormatoTrasmissione differs from the attribute `versione`",
        remedy=mark("Scrivi lo stesso formato nei due punti."),
    ),
    "00429": Rule("DatiRiepilogo at rate 0 without Natura", remedy=_NATURA),
    "00430": Rule("DatiRiepilogo with Natura and a rate (not TD16)", remedy=_NO_NATURA),
    "00437": Rule("document discount with neither percentage nor amount", remedy=_DISCOUNT),
    "00438": Rule("line discount with neither percentage nor amount", remedy=_DISCOUNT),
    "00443": Rule("a rate of lines or funds is missing among those of DatiRiepilogo", remedy=_SUMMARISE),
    "00444": Rule("a Natura of lines or funds is missing among those of DatiRiepilogo", remedy=_SUMMARISE),
    "00445": Rule(
        "N2, N3 or N6 without sub-code",
        remedy=mark("Usa il codice di dettaglio: N2.1 o N2.2, da N3.1 a N3.6, da N6.1 a N6.9."),
    ),
    "00460": Rule(
        "simplified invoice over 400 euro",
        remedy=mark("Emetti una fattura ordinaria: la semplificata arriva a 400 euro."),
    ),
    "00471": Rule("seller and buyer are the same", remedy=_SAME),
    "00472": Rule(
        "seller and buyer differ in a self-invoice (TD21, TD27)",
        remedy=mark("Nelle autofatture TD21 e TD27 cedente e cessionario sono lo stesso soggetto."),
    ),
    "00473": Rule(
        "the country of the seller does not fit the document type",
        remedy=mark("TD17, TD18, TD19 e TD28 vogliono un cedente estero, TD29 uno italiano: cambia il tipo."),
    ),
    "00474": Rule("TD21 with a line at rate 0", remedy=mark("In un'autofattura per splafonamento ogni riga ha l'IVA.")),
    "00475": Rule(
        "the buyer has no VAT number in a document that the buyer writes",
        remedy=mark("Scrivi la partita IVA del cessionario."),
    ),
    "00476": Rule(
        "neither seller nor buyer is Italian", remedy=mark("Almeno uno dei due deve avere un identificativo italiano.")
    ),
    "00477": Rule("the declaration of intent was invalidated", _REGISTRY),
}
