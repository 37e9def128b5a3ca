"""What the stand-in's own pages say, in Italian and in English. Its pages play a vendor's: they are not the shop's."""

from decimal import Decimal

from aistrategyhub.core.money import from_minor_units

LOCALES = ("it", "en")
_SIGNS = {"eur": "€", "usd": "$", "gbp": "£", "chf": "CHF"}

WORDS = {
    "it": {
        "title": "Pagamento con carta",
        "test_mode": "Ambiente di prova: nessun addebito reale",
        "amount": "Importo",
        "number": "Numero della carta",
        "expiry": "Scadenza",
        "expiry_hint": "MM / AA",
        "cvc": "Codice di sicurezza",
        "cvc_hint": "Tre cifre sul retro; quattro sul fronte per American Express.",
        "name": "Nome sulla carta",
        "pay": "Paga {amount}",
        "cancel": "Torna indietro senza pagare",
        "faults_title": "Il pagamento non è stato fatto",
        "cards_title": "Carte di prova",
        "cards_intro": "Scadenza: un mese futuro qualsiasi. Codice: tre cifre qualsiasi.",
        "card_4242424242424242": "pagamento riuscito",
        "card_4000002500003155": "chiede la conferma 3-D Secure",
        "card_4000000000000002": "rifiutata dalla banca",
        "card_4000000000009995": "fondi insufficienti",
        "card_4000000000000069": "carta scaduta",
        "card_4000000000000127": "codice di sicurezza errato",
        "secure_title": "Conferma il pagamento",
        "secure_intro": "La banca di prova chiede se vuoi autorizzare questo pagamento.",
        "card": "Carta",
        "approve": "Autorizza {amount}",
        "refuse": "Rifiuta",
        "done_title": "Pagamento già fatto",
        "done_text": "Questo pagamento risulta già riuscito: non c'è altro da fare.",
        "canceled_title": "Pagamento annullato",
        "canceled_text": "Questo pagamento è stato annullato e non si può più fare.",
        "unknown_title": "Pagamento non trovato",
        "unknown_text": "Il collegamento non porta a nessun pagamento. Torna al negozio e riprova da lì.",
        "wrong_return_title": "Indirizzo di ritorno non ammesso",
        "wrong_return_text": "Questa pagina riporta solo al sito da cui arriva il pagamento.",
        "continue": "Continua",
        "number_missing": "Scrivi il numero della carta.",
        "expiry_missing": "Scrivi mese e anno di scadenza, per esempio 12 / 34.",
        "cvc_missing": "Scrivi il codice di sicurezza.",
        "incorrect_number": "Il numero della carta non è corretto: controlla le cifre.",
        "invalid_expiry_month": "Il mese di scadenza va da 01 a 12.",
        "invalid_expiry_year": "La scadenza è passata o non è un anno valido.",
        "invalid_cvc": "Il codice di sicurezza non ha il numero giusto di cifre.",
        "card_declined": "La banca ha rifiutato il pagamento. Prova con un'altra carta.",
        "insufficient_funds": "Sulla carta non ci sono fondi sufficienti. Prova con un'altra carta.",
        "expired_card": "La carta è scaduta. Prova con un'altra carta.",
        "incorrect_cvc": "Il codice di sicurezza non è quello della carta.",
        "test_mode_live_card": "Qui si usano solo le carte di prova elencate sotto.",
        "payment_intent_authentication_failure": (
            "La conferma 3-D Secure non è riuscita. Riprova o usa un'altra carta."
        ),
    },
    "en": {
        "title": "Pay by card",
        "test_mode": "Test environment: no real charge",
        "amount": "Amount",
        "number": "Card number",
        "expiry": "Expiry",
        "expiry_hint": "MM / YY",
        "cvc": "Security code",
        "cvc_hint": "Three digits on the back; four on the front for American Express.",
        "name": "Name on card",
        "pay": "Pay {amount}",
        "cancel": "Go back without paying",
        "faults_title": "The payment was not made",
        "cards_title": "Test cards",
        "cards_intro": "Expiry: any month to come. Code: any three digits.",
        "card_4242424242424242": "the payment succeeds",
        "card_4000002500003155": "asks for 3-D Secure",
        "card_4000000000000002": "declined by the bank",
        "card_4000000000009995": "insufficient funds",
        "card_4000000000000069": "expired card",
        "card_4000000000000127": "wrong security code",
        "secure_title": "Confirm the payment",
        "secure_intro": "The test bank asks whether you authorise this payment.",
        "card": "Card",
        "approve": "Authorise {amount}",
        "refuse": "Refuse",
        "done_title": "Already paid",
        "done_text": "This payment has already gone through: there is nothing left to do.",
        "canceled_title": "Payment cancelled",
        "canceled_text": "This payment was cancelled and can no longer be made.",
        "unknown_title": "Payment not found",
        "unknown_text": "This link leads to no payment. Go back to the shop and try again from there.",
        "wrong_return_title": "Return address not allowed",
        "wrong_return_text": "This page only leads back to the site the payment comes from.",
        "continue": "Continue",
        "number_missing": "Enter the card number.",
        "expiry_missing": "Enter month and year of expiry, such as 12 / 34.",
        "cvc_missing": "Enter the security code.",
        "incorrect_number": "The card number is not right: check the digits.",
        "invalid_expiry_month": "The month of expiry runs from 01 to 12.",
        "invalid_expiry_year": "The expiry date has passed or is not a valid year.",
        "invalid_cvc": "The security code does not have the right number of digits.",
        "card_declined": "The bank declined the payment. Try another card.",
        "insufficient_funds": "The card has insufficient funds. Try another card.",
        "expired_card": "The card has expired. Try another card.",
        "incorrect_cvc": "The security code is not the card's.",
        "test_mode_live_card": "Only the test cards listed below work here.",
        "payment_intent_authentication_failure": "3-D Secure was not confirmed. Try again or use another card.",
    },
}


def amount_label(amount_minor: int, currency: str, locale: str) -> str:
    """`1.220,00 €` in Italian, `€1,220.00` in English."""
    amount: Decimal = from_minor_units(amount_minor, currency)
    sign = _SIGNS.get(currency, currency.upper())
    if locale == "it":
        return f"{amount:,.2f} {sign}".translate(str.maketrans(",.", ".,"))
    return f"{sign}{amount:,.2f}" if len(sign) == 1 else f"{sign} {amount:,.2f}"
