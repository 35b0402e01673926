"""One POST to somebody else's server: a limit on time and answer, no redirects, no plain HTTP into the world."""

import http.client
import ipaddress
import ssl
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

TIMEOUT_S = 10.0
MAX_ANSWER = 65_536

_WRITTEN = "/?:@!$&'()*+,;=%-._~[]"
"""Goes as it was written; everything else in a path, as Cyrillic, is encoded on the way."""


class Unreachable(Exception):
    """Nobody answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, and the seconds its ``Retry-After`` asked for (0: none)."""

    status: int
    retry_after_s: int = 0


def is_address(url: str) -> bool:
    """Tell whether a webhook may go there: HTTPS, or HTTP to this very machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        known = parts.port != 0 and bool(host.encode("idna"))
    except ValueError:
        return False
    return known and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)))


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send the body as JSON.

    Raises:
        Unreachable: no answer in time, or no connection that can be trusted.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_WRITTEN)
    try:
        connection.request("POST", target, body, headers | {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read(MAX_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(str(error)) from error
    finally:
        connection.close()
    wait = answer.headers.get("Retry-After", "")
    return Answer(answer.status, min(int(wait), 3_600) if wait.isascii() and wait.isdigit() else 0)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
