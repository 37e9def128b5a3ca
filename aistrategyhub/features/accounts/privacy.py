"""What accounts hold about people: who they are, what their documents need, how and from where they sign in."""

from aistrategyhub.core.privacy import (
    AddressLink,
    Basis,
    Holding,
    Personal,
    PersonalData,
    PersonLink,
    Retention,
    RowLink,
    Whose,
)

_BY_PERSON = (PersonLink("user_id"),)


def _account(purpose: str) -> Personal:
    return Personal(purpose, Basis.CONTRACT, Retention.ACCOUNT, Whose.MEMBER)


def _secret(purpose: str, retention: Retention = Retention.ACCOUNT) -> Personal:
    """What opens a door: an export that carried it would be a way in."""
    return Personal(purpose, Basis.CONTRACT, retention, Whose.MEMBER, handed_out=False)


def _security(purpose: str, retention: Retention, whose: Whose = Whose.MEMBER) -> Personal:
    return Personal(purpose, Basis.LEGITIMATE_INTEREST, retention, whose)


_PROOF = Personal("show what was agreed to (art. 7(1) GDPR)", Basis.LEGAL_OBLIGATION, Retention.ACCOUNT, Whose.MEMBER)

PERSONAL_DATA: PersonalData = {
    "users": Holding(
        personal={
            "email": _account("sign in, and be written to"),
            "password_hash": _secret("sign in"),
            "first_name": _account("be called by name"),
            "last_name": _account("be called by name"),
            "language": _account("be written to in one's language"),
            "timezone": _account("see one's own time"),
            "mfa_secret": _secret("check the codes of the second factor"),
            "last_login": _security("notice accounts that nobody uses", Retention.ACCOUNT),
            "last_login_ip": _security("notice a sign-in from elsewhere", Retention.ACCOUNT),
        },
        none=(
            "email_verified_at",
            "password_changed_at",
            "role",
            "is_active",
            "mfa_enabled_at",
            "mfa_last_step",
            "support_access_until",
            "created_at",
            "erased_at",
        ),
        links=(PersonLink("id"),),
    ),
    "user_profiles": Holding(
        personal={
            "phone": _account("be called about an order"),
            "company_name": _account("make out invoices (art. 21 DPR 633/1972)"),
            "vat_number": _account("make out invoices (art. 21 DPR 633/1972)"),
            "fiscal_code": _account("make out invoices (art. 21 DPR 633/1972)"),
            "pec_email": _account("deliver electronic invoices"),
            "sdi_code": _account("deliver electronic invoices"),
            "billing_address": _account("make out invoices (art. 21 DPR 633/1972)"),
        },
        none=("updated_at",),
        links=_BY_PERSON,
    ),
    "sessions": Holding(
        personal={
            "token_fingerprint": _secret("recognise the browser", Retention.DEVICE),
            "ip_address": _security("show a person their devices", Retention.DEVICE),
            "user_agent": _security("show a person their devices", Retention.DEVICE),
            "device": _security("show a person their devices", Retention.DEVICE),
            "place": _security("show a person their devices", Retention.DEVICE),
            "impersonator_id": Personal(
                "which colleague acts in a person's name",
                Basis.LEGITIMATE_INTEREST,
                Retention.DEVICE,
                Whose.STAFF,
                handed_out=False,
            ),
            "impersonation_reason": _security("why a colleague acts in a person's name", Retention.DEVICE),
        },
        none=("kind", "methods", "created_at", "last_used_at", "proved_at", "expires_at"),
        links=(PersonLink("user_id", unless="impersonator_id"),),
    ),
    "refresh_tokens": Holding(
        personal={"token_fingerprint": _secret("recognise a program", Retention.DEVICE)},
        none=("created_at", "expires_at", "used_at"),
        links=(RowLink("session_id", "sessions"),),
    ),
    "login_attempts": Holding(
        personal={
            "email": _security("stop whoever guesses passwords", Retention.ATTEMPTS, Whose.CALLER),
            "ip_address": _security("stop whoever guesses passwords", Retention.ATTEMPTS, Whose.CALLER),
            "user_agent": _security("stop whoever guesses passwords", Retention.ATTEMPTS, Whose.CALLER),
        },
        none=("success", "failure_reason", "attempted_at"),
        links=(PersonLink("user_id"), AddressLink("email", unless="user_id")),
    ),
    "known_devices": Holding(
        personal={"token_fingerprint": _secret("tell the person's own devices from a stranger's")},
        none=("created_at", "last_sign_in_at"),
        links=_BY_PERSON,
    ),
    "sign_in_brakes": Holding(none=("key_fingerprint", "failures", "last_failure_at", "free_at", "told_at")),
    "mailed_links": Holding(
        personal={
            "email": _account("know which address a link proves"),
            "token_fingerprint": _secret("recognise the link", Retention.CEREMONY),
        },
        none=("purpose", "created_at", "expires_at", "used_at"),
        links=_BY_PERSON,
    ),
    "recovery_codes": Holding(
        personal={"code_fingerprint": _secret("sign in without the second factor")},
        none=("created_at", "used_at"),
        links=_BY_PERSON,
    ),
    "passkeys": Holding(
        personal={
            "credential_id": _account("sign in with a passkey"),
            "public_key": _secret("sign in with a passkey"),
            "name": _account("tell one's passkeys apart"),
        },
        none=("sign_count", "transports", "is_backed_up", "created_at", "last_used_at"),
        links=_BY_PERSON,
    ),
    "identities": Holding(
        personal={
            "subject": _account("sign in with an account elsewhere"),
            "email": _account("tell one's accounts elsewhere apart"),
        },
        none=("provider", "created_at", "last_used_at"),
        links=_BY_PERSON,
    ),
    "challenges": Holding(
        personal={
            "token_fingerprint": _secret("recognise who began to sign in", Retention.CEREMONY),
            "data": _secret("finish what was begun", Retention.CEREMONY),
        },
        none=("kind", "tries", "created_at", "expires_at"),
        links=_BY_PERSON,
    ),
    "api_keys": Holding(
        personal={
            "name": _account("tell one's keys apart"),
            "prefix": _account("tell one's keys apart"),
            "token_fingerprint": _secret("recognise a program"),
            "last_used_ip": _security("show from where a key was used", Retention.ACCOUNT),
        },
        none=("scopes", "created_at", "expires_at", "last_used_at", "revoked_at"),
        links=_BY_PERSON,
    ),
    "consents": Holding(
        none=("purpose", "is_given", "wording", "wording_version", "language", "place", "recorded_at"),
        links=_BY_PERSON,
    ),
    "consent_traces": Holding(
        personal={"email": _PROOF, "ip_address": _PROOF, "user_agent": _PROOF},
        links=(RowLink("consent_id", "consents"), AddressLink("email")),
    ),
    "privacy_requests": Holding(
        none=(
            "kind",
            "origin",
            "status",
            "language",
            "requested_at",
            "answer_due_at",
            "scheduled_for",
            "finished_at",
            "expires_at",
            "storage_key",
            "size",
        ),
        links=_BY_PERSON,
    ),
}
