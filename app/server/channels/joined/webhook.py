"""One POST to somebody else's server: a limit on time and answer, no redirects, no plain HTTP into the world."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from app.server.outside import Inside, Outside

TIMEOUT_S = 10.0
"""For the connection, and for each word of the other side."""

WHOLE_S = 20.0
"""For all of it: whoever answers drop by drop holds up nobody for longer."""

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


def post(url: str, body: bytes, headers: dict[str, str], outside: Outside) -> Answer:
    """Send the body as JSON.

    Raises:
        Inside: the address lies in a network of ours that nobody has allowed.
        Unreachable: no answer in time, or no connection that can be trusted.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        line = outside.connect(host, port, TIMEOUT_S)
    except Inside:
        raise
    except (OSError, UnicodeError) as error:
        raise Unreachable(str(error)) from error
    with _ended_in_time(line):
        return _posted(parts, line, body, headers)


def _posted(parts: SplitResult, line: socket.socket, body: bytes, headers: dict[str, str]) -> Answer:
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_WRITTEN)
    try:
        connection.sock = line
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname)
        connection.request("POST", target, body, headers | {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read(MAX_ANSWER)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unreachable(str(error)) from error
    finally:
        connection.close()
    wait = answer.headers.get("Retry-After", "")
    return Answer(answer.status, min(int(wait), 3_600) if wait.isascii() and wait.isdigit() else 0)


@contextmanager
def _ended_in_time(line: socket.socket) -> Iterator[None]:
    """A limit of the socket is for one word; this one is for all of them."""
    handle = line.dup()  # TLS takes the socket over
    end = threading.Timer(WHOLE_S, _cut, [handle])
    end.daemon = True
    end.start()
    try:
        yield
    finally:
        end.cancel()
        handle.close()
        line.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
