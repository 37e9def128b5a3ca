"""Access tokens by msal (OAuth 2.0 client credentials), kept until shortly before they end."""

import asyncio
import json
import re
from functools import partial
from threading import Lock

import msal
import requests

from aistrategyhub.integrations.mail.gateway import MailNotConfigured, MailUnavailable
from aistrategyhub.integrations.msgraph.account import GraphAccount

_STEP_SECONDS = 20
_CODE = re.compile(r"AADSTS\d+")


class TokenSource:
    """Tokens of one application. Any number of tasks may ask; msal's own calls run in a thread, one at a time."""

    def __init__(self, account: GraphAccount) -> None:
        self._account = account
        self._application: msal.ConfidentialClientApplication | None = None
        self._lock = Lock()

    async def token(self) -> str:
        """A token that Graph should take. Raises MailUnavailable with Microsoft's code when there is none."""
        return await asyncio.to_thread(self._acquire)

    async def forget(self) -> None:
        """Graph refused the token before its end (revoked, keys rolled over): the next one is a new one."""
        await asyncio.to_thread(self._forget)

    def _acquire(self) -> str:
        try:
            with self._lock:
                answer = self._signed_up().acquire_token_for_client([self._account.scope])
        except (requests.RequestException, msal.exceptions.MsalError) as error:
            raise MailUnavailable(f"Microsoft sign-in: {type(error).__name__}") from error
        # msal lets what is no JSON, no OpenID configuration or no RSA key through as plain errors.
        except (json.JSONDecodeError, ValueError, KeyError, TypeError) as error:
            raise MailUnavailable(f"Microsoft sign-in: unreadable answer ({type(error).__name__})") from error
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            raise MailUnavailable(f"Microsoft sign-in: {_reason(answer)}")
        return token

    def _forget(self) -> None:
        with self._lock:
            if self._application is not None:
                self._application.remove_tokens_for_client()

    def _signed_up(self) -> msal.ConfidentialClientApplication:
        """The application; made late, because msal reads the authority's addresses while it is made."""
        if self._application is None:
            account = self._account
            self._application = msal.ConfidentialClientApplication(
                account.client_id,
                client_credential=account.proof(),
                authority=f"{account.authority}/{account.tenant_id}",
                instance_discovery=account.asks_microsoft_for_the_authority,
                http_client=_http(account),
            )
        return self._application


def _http(account: GraphAccount) -> requests.Session:
    session = requests.Session()
    if account.ca_file is not None:
        if not account.ca_file.is_file():
            raise MailNotConfigured("MS_GRAPH_CA_FILE", "cannot be read")
        # Otherwise REQUESTS_CA_BUNDLE of the environment would win over the file that was named.
        session.trust_env = False
        session.verify = str(account.ca_file)
    session.request = partial(session.request, timeout=_STEP_SECONDS)
    return session


def _reason(answer: dict[str, object]) -> str:
    """The error and its AADSTS number: the description repeats ids and moments that nobody needs in a log."""
    found = _CODE.search(str(answer.get("error_description", "")))
    error = str(answer.get("error") or "no token")[:80]
    return f"{error} ({found.group()})" if found else error
