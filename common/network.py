"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _parse(text: str) -> Address | None:
    """The address in `1.2.3.4`, `1.2.3.4:5678`, `[::1]:80` or `::ffff:1.2.3.4`, or None."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return mapped
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id:
        return ipaddress.IPv6Address(int(address))
    return address


def client_address(request: HttpRequest) -> str:
    """The visitor's address, or "" when the server does not tell (a Unix socket).

    With `TRUSTED_PROXIES = n` the n-th entry from the right of X-Forwarded-For counts: what stands left of
    it was written by the visitor and proves nothing. A shorter or unreadable list falls back to the socket.
    """
    trusted = settings.TRUSTED_PROXIES
    address = None
    if trusted > 0:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        address = _parse(hops[-trusted]) if len(hops) >= trusted else None
    address = address or _parse(request.META.get("REMOTE_ADDR", ""))
    return str(address) if address else ""


def network_of(address: str) -> str:
    """The /24 (IPv4) or /48 (IPv6) around an address, for limits per network; "unknown" for no address."""
    parsed = _parse(address)
    if parsed is None:
        return "unknown"
    return str(ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False))
