"""The page on which a payer types a card, or chooses another way to pay, into the provider's own form.

It stands by itself because only here may a script of somebody else's run: Stripe's, from Stripe's own address. What is
typed goes from its frame to Stripe and never through us. Which payment it is about comes in the fragment of the
address, which browsers send to nobody.
"""

import base64
import hashlib
import json
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.infra.http.plain_pages import plain_page
from aistrategyhub.integrations.stripe.version import API_VERSION

CARD_PAGE_PATH = "/paga"

# Stripe's own list for its form (docs.stripe.com/security/guide#content-security-policy).
_FRAMES = "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com"
_SCRIPT = (Path(__file__).parent / "card.js").read_text()
_SCRIPT_HASH = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
# A release of Stripe.js is named as the version of the API that it was made for.
_LIBRARY = f"https://js.stripe.com/{API_VERSION.rpartition('.')[2]}/stripe.js"
_ALLOWED = {
    "script-src": f"'sha256-{_SCRIPT_HASH}' https://js.stripe.com https://*.js.stripe.com",
    "frame-src": _FRAMES,
    "connect-src": "https://api.stripe.com",
    "img-src": "'self' data: https://*.stripe.com",
}
_HEADERS = {
    "Permissions-Policy": 'camera=(), geolocation=(), microphone=(), payment=(self "https://js.stripe.com"), usb=()',
    # Banks and wallets may ask in a window of their own, which must find its way back.
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    "Referrer-Policy": "strict-origin",
}


def card_page_address(client_secret: str, return_path: str, locale: str) -> str:
    """The page for this payment or this card to keep; it leads back to `return_path`, a path of this site."""
    about = urlencode({"secret": client_secret, "back": return_path})
    return f"{CARD_PAGE_PATH}?{urlencode({'locale': locale})}#{about}"


def card_page(publishable_key: str) -> HTMLResponse:
    """The page in the language being spoken. The key is the provider's public one."""
    words = {
        "pay": _("Paga"),
        "keep": _("Salva la carta"),
        "keepTitle": _("Salva una carta"),
        "waiting": _("Aspettiamo la conferma della banca"),
        "unreachable": _(
            "Il servizio di pagamento non risponde e non ti è stato addebitato nulla: ricarica la pagina o riprova."
        ),
        "gone": _("Questo pagamento non è più aperto: torna all’ordine per vedere a che punto è."),
        "refused": _("Il pagamento non è riuscito: controlla i dati o prova con un’altra carta."),
    }
    told = {
        "data-key": publishable_key,
        "data-library": _LIBRARY,
        "data-locale": current_locale(),
        "data-words": json.dumps(words, ensure_ascii=False),
    }
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in told.items())
    title, pay = _("Pagamento"), escape(words["pay"])
    waiting = escape(_("Apriamo il modulo protetto del servizio di pagamento…"))
    back = escape(_("Torna indietro senza pagare"))
    without_script = escape(_("Per pagare con carta il browser deve eseguire JavaScript."))
    content = (
        f'<h1 id="title">{escape(title)}</h1><p id="what" aria-live="polite"></p>'
        f'<p id="waiting" role="status">{waiting}</p><p id="problem" class="failed" role="alert" tabindex="-1"></p>'
        f'<form id="form" novalidate><div id="card"></div><button id="go" disabled>{pay}</button></form>'
        f'<p><a id="back" href="/">{back}</a></p><noscript><p>{without_script}</p></noscript>'
        f"<script {attributes}>{_SCRIPT}</script>"
    )
    return plain_page(title, content, status=200, is_form=True, headers=_HEADERS, allowed=_ALLOWED)
