"""Which channel to SdI this installation uses."""

from pathlib import Path

from aistrategyhub.infra.settings import SdiChannelChoice, Settings
from aistrategyhub.integrations.sdi.gateway import SdiChannel, SdiNotConfigured
from aistrategyhub.integrations.sdi.intermediary import IntermediaryAccount, IntermediaryChannel
from aistrategyhub.integrations.sdi.pec import PecAccount, PecChannel
from aistrategyhub.integrations.sdi.rehearsal import Judge, Rehearsal


def sdi_channel(settings: Settings, folder: Path, judge: Judge, *, is_demo: bool = False) -> SdiChannel | None:
    """The channel of SDI_CHANNEL; without one the rehearsal, and in production nobody: then people carry the files.

    What a demo firm issues never leaves the machine: it is rehearsed, and in production not sent. `folder` keeps the
    rehearsal's books. Raises SdiNotConfigured.
    """
    chosen = chosen_channel(settings)
    if is_demo:
        chosen = SdiChannelChoice.BY_HAND if settings.is_production else SdiChannelChoice.REHEARSAL
    if chosen is SdiChannelChoice.REHEARSAL:
        return Rehearsal(folder, judge)
    if chosen is SdiChannelChoice.INTERMEDIARY:
        return IntermediaryChannel(intermediary_account(settings))
    return PecChannel(pec_account(settings)) if chosen is SdiChannelChoice.PEC else None


def chosen_channel(settings: Settings) -> SdiChannelChoice:
    """What is set, or what holds where nothing is."""
    default = SdiChannelChoice.BY_HAND if settings.is_production else SdiChannelChoice.REHEARSAL
    return settings.sdi_channel or default


def intermediary_account(settings: Settings) -> IntermediaryAccount:
    """The service of SDI_INTERMEDIARY_URL. Raises SdiNotConfigured."""
    if not settings.sdi_intermediary_url:
        raise SdiNotConfigured("SDI_INTERMEDIARY_URL", "is not set")
    if not settings.sdi_intermediary_token:
        raise SdiNotConfigured("SDI_INTERMEDIARY_TOKEN", "is not set")
    token = settings.sdi_intermediary_token.get_secret_value()
    return IntermediaryAccount(url=settings.sdi_intermediary_url, token=token)


def pec_account(settings: Settings) -> PecAccount:
    """The certified mailbox of PEC_ADDRESS and its companions. Raises SdiNotConfigured."""
    needed = {
        "PEC_ADDRESS": settings.pec_address,
        "PEC_PASSWORD": settings.pec_password,
        "PEC_SMTP_HOST": settings.pec_smtp_host,
        "PEC_IMAP_HOST": settings.pec_imap_host,
    }
    for variable, value in needed.items():
        if not value:
            raise SdiNotConfigured(variable, "is not set")
    return PecAccount(
        address=settings.pec_address or "",
        username=settings.pec_username or settings.pec_address or "",
        password=settings.pec_password.get_secret_value() if settings.pec_password else "",
        smtp_host=settings.pec_smtp_host or "",
        smtp_port=settings.pec_smtp_port,
        imap_host=settings.pec_imap_host or "",
        imap_port=settings.pec_imap_port,
        is_encrypted=settings.pec_security != "none",
        first_address=settings.sdi_pec_address,
    )
