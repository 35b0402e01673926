"""How long each step of handing a letter over may take, and a connection that keeps to it."""

import smtplib
import socket
from dataclasses import dataclass
from typing import Any

_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for each answer of an outgoing server (RFC 5321 4.5.3.2); ``connect`` is our own."""

    connect: float = 30.0
    greeting: float = 300.0
    command: float = 300.0  # also of signing in and of changing to TLS, of which the RFC says nothing
    data: float = 120.0
    piece: float = 180.0
    end: float = 600.0
    reset: float = 20.0  # after the letter: only whether the connection can be kept

    @classmethod
    def short(cls, seconds: float) -> "Patience":
        """For whoever looks on."""
        return cls(seconds, seconds, seconds, seconds, seconds, seconds, seconds)

    def of(self, verb: str) -> float:
        """For the answer to a command."""
        known = {"data": self.data, "rset": self.reset, "quit": self.reset}
        return known.get(verb.strip()[:4].lower(), self.command)


@dataclass(slots=True)
class Step:
    """Where a connection stands: what it waits for, and how long at most."""

    verb: str = "connect"
    seconds: float = 0.0


class Silent(TimeoutError):
    """The server did not answer in the time of that step."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.verb)
        self.step = step


class Paced(smtplib.SMTP):
    """Waits for every answer as long as its step allows; can be cut off from another thread."""

    def __init__(self, host: str, port: int, name: str, patience: Patience, open_: set["Paced"], **more: Any) -> None:
        """Connects. ``open_``: it is among these while it is open."""
        self.patience = patience
        self.step = Step("connect", patience.connect)
        self._raw: socket.socket | None = None
        self._open = open_
        super().__init__(host, port, name, timeout=patience.connect, **more)

    def close(self) -> None:
        """Close it."""
        self._open.discard(self)
        super().close()

    def cut(self) -> None:
        """Whoever waits on it is told at once that it is over."""
        found = self.sock or self._raw
        try:
            if found is not None:
                found.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it was over

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Send a command; its answer has its own time."""
        self._begin(cmd.strip()[:4].upper() or "AUTH", self.patience.of(cmd))
        super().putcmd(cmd, args)

    def send(self, s: Any) -> None:
        """Send it. Raises ``Silent``: the server did not take it in time."""
        try:
            super().send(s)
        except smtplib.SMTPServerDisconnected as error:
            if isinstance(error.__context__, TimeoutError):
                raise Silent(self.step) from error
            raise

    def getreply(self) -> tuple[int, bytes]:
        """The answer. Raises ``Silent``: it did not come in time."""
        try:
            return super().getreply()
        except smtplib.SMTPServerDisconnected as error:
            if isinstance(error.__context__, TimeoutError):
                raise Silent(self.step) from error
            raise

    def send_letter(self, content: bytes) -> None:
        """The letter but for its last line, in pieces, each with its own time."""
        for start in range(0, len(content), _PIECE):
            self._begin("DATA", self.patience.piece)
            self.send(content[start : start + _PIECE])

    def confirm(self) -> tuple[int, bytes]:
        """The last line, and what the server says to the letter."""
        self._begin(".", self.patience.end)
        self.send(b".\r\n")
        return self.getreply()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._raw = made
        self._open.add(self)
        self.step = Step("220", self.patience.greeting)
        made.settimeout(self.patience.greeting)
        return made

    def _begin(self, verb: str, seconds: float) -> None:
        self.step = Step(verb, seconds)
        if self.sock is not None:
            self.sock.settimeout(seconds)


class PacedTls(Paced, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""
