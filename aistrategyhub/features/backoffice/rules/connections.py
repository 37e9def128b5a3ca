"""What the environment connects the product to, in words: whether a key is there, never which. Pure."""

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.schemas import Connection
from aistrategyhub.infra.settings import Settings


def connections(settings: Settings) -> list[Connection]:
    """Each key that the environment holds, or what stands in for it."""
    stand_in = "" if settings.is_production else _("Intanto si usa la versione locale.")
    in_folder = _("Intanto i file stanno nella cartella dei dati.")
    or_given = _("Si può dare anche in Impostazioni › Modelli.")
    by_hand = stand_in or _("Intanto i file si caricano a mano.")
    on_this_machine = _("Intanto si calcolano qui, dalle lettere delle parole.")
    derived = _("Intanto si usa quella di SECRET_KEY.")
    asked = (
        (_("Pagamenti con carta (Stripe)"), settings.stripe_secret_key, "STRIPE_SECRET_KEY", stand_in),
        (_("Notifiche di Stripe"), settings.stripe_webhook_secret, "STRIPE_WEBHOOK_SECRET", stand_in),
        (_("Server di posta (SMTP)"), settings.smtp_host, "SMTP_HOST", stand_in),
        (_("PEC per il Sistema di Interscambio"), settings.pec_address, "PEC_ADDRESS", by_hand),
        (_("Modelli linguistici (Anthropic)"), settings.anthropic_api_key, "ANTHROPIC_API_KEY", or_given),
        (_("Vettori dei testi (embedding)"), settings.embeddings_api_key, "EMBEDDINGS_API_KEY", on_this_machine),
        (_("Archivio dei file (S3)"), settings.s3_bucket, "S3_BUCKET", in_folder),
        (_("Chiavi dei dati cifrati"), settings.field_keys, "FIELD_KEYS", derived),
    )
    return [
        Connection(name, _("impostata"), "action", "", variable)
        if value
        else Connection(name, _("manca"), "waiting", note, variable)
        for name, value, variable, note in asked
    ]
