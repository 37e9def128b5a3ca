"""What the environment connects the product to, in words: whether a key is there, never which. Pure."""

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.schemas import Connection
from aistrategyhub.infra.settings import Settings


def connections(settings: Settings) -> list[Connection]:
    """Each key that the environment holds, or what stands in for it."""
    stand_in = _("manca: si usa la versione locale") if not settings.is_production else _("manca")
    in_folder = _("manca: i file stanno nella cartella dei dati")
    asked = (
        (_("Pagamenti con carta (Stripe)"), settings.stripe_secret_key, "STRIPE_SECRET_KEY", stand_in),
        (_("Notifiche di Stripe"), settings.stripe_webhook_secret, "STRIPE_WEBHOOK_SECRET", stand_in),
        (_("Server di posta"), settings.smtp_host, "SMTP_HOST", stand_in),
        (
            _("Archivio dei file (S3)"),
            settings.s3_bucket,
            "S3_BUCKET",
            in_folder,
        ),
        (_("Chiavi dei dati cifrati"), settings.field_keys, "FIELD_KEYS", _("manca: si usa quella di SECRET_KEY")),
    )
    return [
        Connection(name, _("impostata nell’ambiente"), "action", variable)
        if value
        else Connection(name, missing, "waiting", variable)
        for name, value, variable, missing in asked
    ]
