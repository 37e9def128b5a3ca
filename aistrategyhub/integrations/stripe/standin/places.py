"""Addresses: where browsers find the stand-in's pages, and where they may be sent back to."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


@dataclass(frozen=True)
class Places:
    """`own_url` is where the stand-in listens, `public_url` the product's address, `browser_path` its way in there."""

    own_url: str
    public_url: str | None = None
    browser_path: str = "/dev/stripe"

    @property
    def authentication_page(self) -> str:
        """The 3-D Secure page of a payment as a browser reaches it."""
        return self._page("3ds")

    @property
    def saving_authentication_page(self) -> str:
        """The 3-D Secure page of a card that is to be kept, as a browser reaches it."""
        return self._page("3ds-save")

    def may_return_to(self, url: str) -> bool:
        """Whether a payer may be sent there: a path on the same host, or the product's own address.

        Anything else would make the card page a springboard to a stranger's site.
        """
        if any(ord(character) <= 32 or character == "\\" for character in url):
            return False
        if url.startswith("/"):
            return not url.startswith("//")
        return _origin(url) in {_origin(self.own_url), _origin(self.public_url or self.own_url)}

    def _page(self, name: str) -> str:
        if self.public_url:
            return f"{self.public_url}{self.browser_path}/{name}"
        return f"{self.own_url}/{name}"


def back_to(return_url: str, kind: str, intent_id: str, client_secret: str, outcome: str) -> str:
    """The return address with what Stripe appends: the `payment_intent` or `setup_intent` and how the redirect went."""
    parts = urlsplit(return_url)
    appended = {kind: intent_id, f"{kind}_client_secret": client_secret, "redirect_status": outcome}
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in appended]
    return urlunsplit(parts._replace(query=urlencode([*kept, *appended.items()])))


def _origin(url: str) -> tuple[str, str, int | None] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port
