"""Settings of one installation, typed, from the environment and `.env`. Secrets never appear in `repr`."""

import base64
import os
import re
import sys
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_KEY_ID = re.compile(r"[a-z0-9]{1,16}")
_KEY_BYTES = 32
# The key that `infra.encryption` derives from SECRET_KEY.
_RESERVED_KEY_ID = "s1"

ROOT = Path(__file__).resolve().parent.parent.parent


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class SmtpSecurity(StrEnum):
    """How the connection to the mail server is protected: upgraded (port 587), from its start (465), not at all."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class SignatureFormat(StrEnum):
    """In which of the two ways that SdI takes documents are signed."""

    CADES = "cades"
    XADES = "xades"


class SignatureScope(StrEnum):
    """Which documents are signed: those for public offices, which must be, or all."""

    PUBLIC = "public"
    ALL = "all"


class SdiChannelChoice(StrEnum):
    """How electronic invoices reach the Sistema di Interscambio; by hand means that people upload the files."""

    REHEARSAL = "rehearsal"
    PEC = "pec"
    INTERMEDIARY = "intermediary"
    BY_HAND = "by_hand"


def _postgres_url(url: str | None) -> str | None:
    if url and not url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        raise ValueError("should look like postgresql://user:password@host:5432/database")
    return url or None


def _redis_url(url: str | None) -> str | None:
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("should look like redis://host:6379/0")
    return url or None


def _http_url(url: str | None) -> str | None:
    if url and not url.startswith(("http://", "https://")):
        raise ValueError("should look like https://www.example.it")
    return url.rstrip("/") if url else None


def _dimension(figures: int) -> int:
    if figures not in (256, 512, 1024):
        raise ValueError("should be 256, 512 or 1024")
    return figures


@cache
def read_field_keys(text: str) -> dict[str, bytes]:
    """The keys of `id:base64,id:base64` by their id, in that order. Raises ValueError, which never quotes a key."""
    keys: dict[str, bytes] = {}
    for number, part in enumerate(text.split(","), start=1):
        key_id, separator, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not separator or not _KEY_ID.fullmatch(key_id) or len(key) != _KEY_BYTES:
            raise ValueError(f"key {number} should look like k1:<base64 of 32 random bytes>")
        if key_id in keys or key_id == _RESERVED_KEY_ID:
            raise ValueError(f"key {number} needs an id of its own")
        keys[key_id] = key
    return keys


def _field_keys(value: SecretStr | None) -> SecretStr | None:
    if value is not None:
        read_field_keys(value.get_secret_value())
    return value


PostgresUrl = Annotated[str | None, AfterValidator(_postgres_url)]
RedisUrl = Annotated[str | None, AfterValidator(_redis_url)]
HttpUrl = Annotated[str | None, AfterValidator(_http_url)]
Dimension = Annotated[int, AfterValidator(_dimension)]
FieldKeys = Annotated[SecretStr | None, AfterValidator(_field_keys)]


class Settings(BaseSettings):
    """Every variable the product reads. `.env.example` explains each in words."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", env_ignore_empty=True)

    environment: Environment = Environment.DEVELOPMENT
    port: int = Field(default=3000, ge=1, le=65535)
    host: str = "0.0.0.0"
    data_dir: Path = ROOT / ".data"
    prerender_dir: Path | None = None
    public_url: HttpUrl = None
    trusted_proxy_hops: int = Field(default=0, ge=0, le=5)
    web_workers: int = Field(default=2, ge=1, le=64)
    job_concurrency: int = Field(default=4, ge=1, le=64)
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    metrics_host: str = "127.0.0.1"

    database_url: PostgresUrl = None
    migration_database_url: PostgresUrl = None
    database_pool_size: int = Field(default=10, ge=1, le=200)
    redis_url: RedisUrl = None

    secret_key: SecretStr | None = None
    field_keys: FieldKeys = None
    jwt_keys: FieldKeys = None

    stripe_secret_key: SecretStr | None = None
    stripe_publishable_key: str | None = None
    stripe_webhook_secret: SecretStr | None = None
    stripe_api_base: HttpUrl = None
    stripe_stand_in_address: HttpUrl = None

    ms_graph_tenant_id: str | None = None
    ms_graph_client_id: str | None = None
    ms_graph_client_secret: SecretStr | None = None
    ms_graph_client_certificate: Path | None = None
    ms_graph_sender: str | None = None
    ms_graph_base_url: HttpUrl = "https://graph.microsoft.com/v1.0"
    ms_graph_authority: HttpUrl = "https://login.microsoftonline.com"
    ms_graph_ca_file: Path | None = None
    ms_graph_per_minute: int = Field(default=30, ge=1, le=10_000)

    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_security: SmtpSecurity = SmtpSecurity.STARTTLS
    mail_from: str = "AIStrategyHub <noreply@localhost>"

    google_client_id: str | None = None
    google_client_secret: SecretStr | None = None
    google_issuer: HttpUrl = None
    microsoft_client_id: str | None = None
    microsoft_client_secret: SecretStr | None = None
    microsoft_tenant: str = Field(default="common", pattern="^[A-Za-z0-9.-]{1,64}$")
    microsoft_issuer: HttpUrl = None

    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: HttpUrl = None

    embeddings_api_key: SecretStr | None = None
    embeddings_url: HttpUrl = None
    embeddings_model: str = Field(default="voyage-4", pattern=r"^[A-Za-z0-9._/:-]{1,80}$")
    embeddings_dimension: Dimension = 1024

    vies_url: HttpUrl = None

    sdi_channel: SdiChannelChoice | None = None
    sdi_pec_address: str = Field(default="sdi01@pec.fatturapa.it", pattern=r"^[^@\s]+@[^@\s]+$")
    sdi_intermediary_url: HttpUrl = None
    sdi_intermediary_token: SecretStr | None = None
    pec_address: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+$")
    pec_username: str | None = None
    pec_password: SecretStr | None = None
    pec_smtp_host: str | None = None
    pec_smtp_port: int = Field(default=465, ge=1, le=65535)
    pec_imap_host: str | None = None
    pec_imap_port: int = Field(default=993, ge=1, le=65535)
    pec_security: Literal["tls", "none"] = "tls"

    signature_format: SignatureFormat = SignatureFormat.CADES
    signature_scope: SignatureScope = SignatureScope.PUBLIC
    signature_key_file: Path | None = None
    signature_key_password: SecretStr | None = None
    signature_certificate_file: Path | None = None
    signature_pkcs11_module: Path | None = None
    signature_pkcs11_token: str | None = None
    signature_pkcs11_key: str | None = None
    signature_pkcs11_pin: SecretStr | None = None

    s3_bucket: str | None = None
    s3_endpoint_url: HttpUrl = None
    s3_region: str = "eu-south-1"
    s3_access_key_id: SecretStr | None = None
    s3_secret_access_key: SecretStr | None = None

    media_quota_mb: int = Field(default=5120, ge=1, le=10_000_000)

    rate_limit_factor: int | None = Field(default=None, ge=1, le=1000)

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "json", "text"] = "auto"
    sentry_dsn: SecretStr | None = None
    otel_exporter_otlp_endpoint: HttpUrl = None

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def wider_limits(self) -> int:
        """How many times wider the limits of traffic are: 1 in production, 20 for a developer's tools."""
        return self.rate_limit_factor or (1 if self.is_production else 20)

    @property
    def uses_embedded_postgres(self) -> bool:
        return self.database_url is None

    @property
    def uses_embedded_redis(self) -> bool:
        return self.redis_url is None

    @property
    def trees_dir(self) -> Path:
        """Where the public pages lie as files: web and jobs share it, and so does a web server in front of them."""
        return self.prerender_dir or self.data_dir / "prerender"

    @property
    def base_url(self) -> str:
        """Where people reach the product, without a trailing slash."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def public_host(self) -> str:
        """The host name of the site in public, empty on a machine that has none."""
        return urlsplit(self.public_url or "").hostname or ""


@cache
def get_settings() -> Settings:
    """The settings of this process. Raises pydantic's ValidationError when a variable is wrong."""
    return Settings()


def load_settings_or_exit() -> Settings:
    """The settings, or the end of the process with one clear line per wrong variable and exit status 78."""
    try:
        return get_settings()
    except ValidationError as error:
        for line in explain(error):
            sys.stderr.write(line + "\n")
        raise SystemExit(os.EX_CONFIG) from None


def explain(error: ValidationError) -> list[str]:
    """One sentence per wrong variable: its name, what is wrong, never its value when it is a secret."""
    lines = []
    for item in error.errors():
        name = str(item["loc"][0]).upper()
        lines.append(f"{name}: {item['msg'].removeprefix('Value error, ')}")
    return lines
