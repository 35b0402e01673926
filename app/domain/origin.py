"""Web origins: how a site is named, and which of them an inbox lets its chat appear on."""

from collections.abc import Iterable
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_ORIGIN = 300


def origin_of(text: str) -> str:
    """``https://shop.example`` of an address, in the spelling browsers send; empty when it names no site.

    The host is in lower case and ASCII (IDNA), the scheme's own port is left out. User, path and query are dropped.
    """
    try:
        parts = urlsplit(text.strip()[:MAX_ORIGIN])
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not host or not _is_host(host):
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}")


def origins_of(value: object) -> tuple[str, ...]:
    """The allow-list of a setting: a list of addresses, or one text with spaces or commas between them."""
    found = value if isinstance(value, list) else str(value or "").replace(",", " ").split()
    known = (origin_of(str(it)) for it in found)
    return tuple(dict.fromkeys(it for it in known if it))


def is_allowed(origin: str, allowed: Iterable[str]) -> bool:
    """Tell whether a page of that origin may show the chat. Exact: a subdomain is another site."""
    return bool(origin) and origin in allowed


def _is_host(host: str) -> bool:
    """Letters, digits, dots and hyphens, or an IPv6 address: nothing that means something in a policy."""
    return set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-:") and not host.startswith((".", "-"))
