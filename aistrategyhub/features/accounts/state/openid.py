"""Ways in with accounts elsewhere, and those that a person has linked."""

from typing import Any
from urllib.parse import urlencode

import reflex as rx

from aistrategyhub.core.access import NotInSomebodysName, current_principal, public, requires
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.accounts.models import Identity, IdentityProvider
from aistrategyhub.features.accounts.permissions import AccountsPermission
from aistrategyhub.features.accounts.queries.directory import list_identities
from aistrategyhub.features.accounts.rules import local_path
from aistrategyhub.features.accounts.rules.openid import IdentityTaken, ProviderAway, ProviderRefused
from aistrategyhub.features.accounts.schemas.openid import LinkedAccount, ProviderWay
from aistrategyhub.features.accounts.service.openid import unlink
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.oidc.choose import configured_providers
from aistrategyhub.ui.parts.floating import toast_done

PROVIDER_LABELS = {IdentityProvider.GOOGLE: "Google", IdentityProvider.MICROSOFT: "Microsoft"}
_REFUSALS = {error.code: error.sentence for error in (IdentityTaken, ProviderAway, ProviderRefused, NotInSomebodysName)}
_LINKED = mark("Account collegato: d’ora in poi puoi entrare anche con quello.")


class OpenIdState(rx.State):
    """The providers that this installation is known to."""

    ways: list[ProviderWay] = []

    @rx.event
    @public("whoever signs in is not signed in yet")
    async def load(self) -> None:
        next_path = local_path(self.router.url.query_parameters.get("next", "")) or ""
        asked = urlencode({"next": next_path, "locale": current_locale()})
        self.ways = [
            ProviderWay(
                _("Continua con {provider}", provider=PROVIDER_LABELS[provider]), f"{_address(provider)}?{asked}"
            )
            for provider in _configured()
        ]


def proof_ways(linked: list[IdentityProvider], next_path: str) -> list[ProviderWay]:
    """The buttons that prove again who one is with an account elsewhere, and lead on to `next_path`."""
    asked = urlencode({"next": next_path, "locale": current_locale()})
    return [
        ProviderWay(
            _("Conferma con {provider}", provider=PROVIDER_LABELS[provider]), f"{_address(provider)}/prove?{asked}"
        )
        for provider in _configured()
        if provider in linked
    ]


class LinkedAccountsState(rx.State):
    """The accounts elsewhere that sign the person in, and what came of linking one."""

    rows: list[LinkedAccount] = []
    refusal: str = ""
    done: str = ""

    @rx.event
    @requires(AccountsPermission.READ_OWN)
    async def load(self) -> None:
        asked = self.router.url.query_parameters
        self.refusal = _(_REFUSALS[code]) if (code := asked.get("errore", "")) in _REFUSALS else ""
        self.done = _(_LINKED) if asked.get("fatto") == "COLLEGATO" else ""
        async with unit_of_work() as session:
            identities = await list_identities(session, current_principal().person_id)
        linked = {identity.provider: identity for identity in identities}
        shown = [provider for provider in IdentityProvider if provider in linked or provider in _configured()]
        self.rows = [_row(provider, linked.get(provider)) for provider in shown]

    @rx.event
    @requires(AccountsPermission.MANAGE_OWN, step_up=True)
    async def unlink(self, provider: str) -> Any:
        if provider in set(IdentityProvider):
            async with unit_of_work() as session:
                await unlink(session, IdentityProvider(provider))
            yield toast_done(_("Account scollegato."))
        yield LinkedAccountsState.load


def _row(provider: IdentityProvider, identity: Identity | None) -> LinkedAccount:
    return LinkedAccount(
        provider=provider,
        label=PROVIDER_LABELS[provider],
        email=identity.email if identity else "",
        is_linked=identity is not None,
        href=f"{_address(provider)}/link?{urlencode({'locale': current_locale()})}",
    )


def _configured() -> list[IdentityProvider]:
    return [IdentityProvider(provider.name) for provider in configured_providers(get_settings())]


def _address(provider: IdentityProvider) -> str:
    return f"/api/v1/auth/oidc/{provider}"
