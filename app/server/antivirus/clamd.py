"""Speaks to clamd: one file a connection, as a stream, so that it needs no access to our files."""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

CONNECT_S, ANSWER_S = 3.0, 120.0
PIECE = 262_144
_FOUND = re.compile(r"^stream: (.+) FOUND$")


class Verdict(StrEnum):
    """What is known of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"


class ScannerAway(Exception):
    """clamd does not answer, or not with a verdict; nothing is known of the file."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A verdict, and the virus's name."""

    verdict: Verdict
    virus: str = ""


@dataclass(frozen=True, slots=True)
class ClamdAddress:
    """Where clamd listens: a path of a socket, or host and port."""

    path: str = ""
    host: str = ""
    port: int = 0


def clamd_address(text: str) -> ClamdAddress | None:
    """``/run/clamav/clamd.ctl`` or ``host:port``; None for an empty text: nobody looks.

    Raises:
        ValueError: it is neither.
    """
    text = text.strip()
    if not text:
        return None
    if text.startswith("/"):
        return ClamdAddress(path=text)
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ValueError(f"clamd must be a path of a socket or host:port, got {text!r}")
    return ClamdAddress(host=host.strip("[]"), port=int(port))


class Clamd:
    """Safe from any thread."""

    def __init__(self, address: ClamdAddress, *, answer_s: float = ANSWER_S) -> None:
        self._address = address
        self._answer_s = answer_s

    def scan(self, chunks: Iterable[bytes]) -> Scanned:
        """What clamd says of these bytes.

        Raises:
            ScannerAway: it cannot be reached, breaks off, or cannot look into the file (too large for its settings).
        """
        try:
            with self._connected() as link:
                self._send(link, chunks)
                answer = self._answer(link)
        except OSError as error:
            raise ScannerAway(type(error).__name__) from error
        if answer == "stream: OK":
            return Scanned(Verdict.CLEAN)
        found = _FOUND.match(answer)
        if found is None:
            raise ScannerAway(answer[:200])
        return Scanned(Verdict.INFECTED, found[1][:200])

    def _connected(self) -> socket.socket:
        if self._address.path:
            link = socket.socket(socket.AF_UNIX)
            link.settimeout(CONNECT_S)
            try:
                link.connect(self._address.path)
            except OSError:
                link.close()
                raise
            return link
        return socket.create_connection((self._address.host, self._address.port), timeout=CONNECT_S)

    def _send(self, link: socket.socket, chunks: Iterable[bytes]) -> None:
        link.settimeout(self._answer_s)
        link.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            for at in range(0, len(chunk), PIECE):
                piece = chunk[at : at + PIECE]
                link.sendall(len(piece).to_bytes(4, "big") + piece)
        link.sendall(bytes(4))

    @staticmethod
    def _answer(link: socket.socket) -> str:
        data = b""
        while not data.endswith(b"\0") and len(data) < 4_096:
            part = link.recv(4_096)
            if not part:
                break
            data += part
        return data.rstrip(b"\0\r\n").decode("utf-8", "replace")
