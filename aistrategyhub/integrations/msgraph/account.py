"""Who we are to Microsoft: the registered application, its proof, and the mailbox it sends from."""

import ssl
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aistrategyhub.infra.settings import Settings
from aistrategyhub.integrations.mail.gateway import MailNotConfigured, MailRefused
from aistrategyhub.integrations.mail.message import recipient_address

_PUBLIC_AUTHORITY = "https://login.microsoftonline.com"


@dataclass(frozen=True)
class GraphAccount:
    """An application with the permissions that docs/mail.md names. `secret` or `certificate` proves who we are."""

    tenant_id: str
    client_id: str
    sender: str
    secret: str | None = field(default=None, repr=False)
    certificate: Path | None = None
    base_url: str = "https://graph.microsoft.com/v1.0"
    authority: str = _PUBLIC_AUTHORITY
    ca_file: Path | None = None
    per_minute: int = 30

    @classmethod
    def from_settings(cls, settings: Settings) -> "GraphAccount":
        """The account that MS_GRAPH_* name. Raises MailNotConfigured for the first variable that is missing."""
        secret = settings.ms_graph_client_secret
        if not (secret or settings.ms_graph_client_certificate):
            raise MailNotConfigured("MS_GRAPH_CLIENT_SECRET", "is not set, nor is MS_GRAPH_CLIENT_CERTIFICATE")
        return cls(
            tenant_id=_named(settings.ms_graph_tenant_id, "MS_GRAPH_TENANT_ID"),
            client_id=_named(settings.ms_graph_client_id, "MS_GRAPH_CLIENT_ID"),
            sender=_mailbox(_named(settings.ms_graph_sender, "MS_GRAPH_SENDER")),
            secret=secret.get_secret_value() if secret else None,
            certificate=settings.ms_graph_client_certificate,
            base_url=_https(settings.ms_graph_base_url, "MS_GRAPH_BASE_URL"),
            authority=_https(settings.ms_graph_authority, "MS_GRAPH_AUTHORITY"),
            ca_file=settings.ms_graph_ca_file,
            per_minute=settings.ms_graph_per_minute,
        )

    @property
    def scope(self) -> str:
        """Everything the application was granted at this Graph."""
        address = urlsplit(self.base_url)
        return f"{address.scheme}://{address.netloc}/.default"

    @property
    def asks_microsoft_for_the_authority(self) -> bool | None:
        """msal asks Microsoft whether it knows the authority, unless told not to: only its own are."""
        return None if self.authority == _PUBLIC_AUTHORITY else False

    def proof(self) -> str | dict[str, Any]:
        """What msal takes as credential. Raises MailNotConfigured when the certificate cannot be read."""
        if self.certificate is None:
            assert self.secret is not None
            return self.secret
        try:
            pem = self.certificate.read_text()
        except OSError as error:
            raise MailNotConfigured("MS_GRAPH_CLIENT_CERTIFICATE", f"cannot be read: {error.strerror}") from error
        begins = pem.find("-----BEGIN CERTIFICATE-----")
        if "PRIVATE KEY-----" not in pem or begins < 0:
            raise MailNotConfigured("MS_GRAPH_CLIENT_CERTIFICATE", "must hold a private key and its certificate")
        return {"private_key": pem, "public_certificate": pem[begins:]}

    def trust(self) -> ssl.SSLContext:
        """The certificate authorities that may vouch for Graph. Raises MailNotConfigured for a wrong file."""
        return _trust(self.ca_file)


@cache
def _trust(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise MailNotConfigured("MS_GRAPH_CA_FILE", f"cannot be read: {error}") from error


def _named(value: str | None, variable: str) -> str:
    if not value:
        raise MailNotConfigured(variable, "is not set")
    return value


def _mailbox(value: str) -> str:
    try:
        return recipient_address(value).addr_spec
    except MailRefused as error:
        raise MailNotConfigured("MS_GRAPH_SENDER", "is not an address") from error


def _https(url: str | None, variable: str) -> str:
    if not (url or "").startswith("https://"):
        raise MailNotConfigured(variable, "must begin with https://")
    assert url is not None
    return url
