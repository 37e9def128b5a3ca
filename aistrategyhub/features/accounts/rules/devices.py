"""What a device is called and where it is. Pure: no database, no clock."""

from ipaddress import IPv4Address, ip_address, ip_network

from ua_parser import parse


def device_label(user_agent: str) -> str:
    """`Chrome, Windows` for a browser, `python-httpx` for a program, empty when it does not say."""
    parsed = parse(user_agent)
    parts = [part.family for part in (parsed.user_agent, parsed.os) if part]
    label = ", ".join(parts) or user_agent.partition("/")[0].partition(" ")[0]
    return label[:120]


def place_label(address: str | None) -> str:
    """The network of an address without the last part, which would tell one line from its neighbours."""
    if address is None:
        return ""
    parsed = ip_address(address)
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if isinstance(parsed, IPv4Address):
        return str(parsed).rpartition(".")[0] + ".x"
    return str(ip_network((parsed, 48), strict=False).network_address) + "x"
