"""Which addresses of the network anybody may be sent to, and which pages are of one site. Pure."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aistrategyhub.integrations.web.gateway import AddressRefused

PORTS = frozenset({80, 443})
# Addresses that carry another one inside, which a gateway on the way may unpack: 6to4, Teredo, NAT64 (RFC 6052, 8215).
_CARRIERS = tuple(ip_network(net) for net in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48"))


def is_public(address: str, port: int) -> bool:
    """Whether this is a web server that everybody can reach: no address of ours, of this machine or of its network."""
    try:
        ip = _unwrapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    is_carrier = any(ip.version == net.version and ip in net for net in _CARRIERS)
    return port in PORTS and ip.is_global and not (ip.is_multicast or ip.is_reserved or is_carrier)


def site_of(url: str) -> str:
    """The site an address is of: its host and port, whether with `www.` or not, over TLS or not. Raises AddressRefused
    for what is no address of a page."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("no address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise AddressRefused("no address")
    own_port = "" if port in (None, 80, 443) else f":{port}"
    return parts.hostname.lower().removeprefix("www.").rstrip(".") + own_port


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip
