"""One letter to one outgoing server: said yes, said no, not now, or nobody knows."""

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.server.channels.email.smtp_login import log_in
from app.server.channels.email.smtp_phase import Paced, PacedTls, Patience, Silent
from app.server.channels.email.smtp_trouble import (
    LOGIN,
    WRONG_PASSWORD,
    Halted,
    Never,
    NotNow,
    Uncertain,
    account_trouble,
    letter_trouble,
    said_of,
)

__all__ = ["Account", "Halted", "Never", "NotNow", "Patience", "SmtpPool", "Uncertain"]

IDLE_S = 120.0
"""How long an idle connection is kept: a server may close it after five minutes (RFC 5321 4.5.3.2.7)."""

END_S = 20.0
"""When we stop: so long a server that has the whole letter may still confirm it."""

_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Account:
    """An outgoing server. ``tls``: ``none``, ``starttls`` or ``tls``; ``name`` is how we greet it.

    ``token``: an access token in place of a password. A newer token makes no other account of it: a connection stays
    signed in.
    """

    host: str
    port: int
    tls: str = "none"
    user: str = ""
    password: str = field(default="", repr=False)
    name: str = "localhost"
    token: str = field(default="", repr=False, compare=False)


class SmtpPool:
    """Keeps one idle connection an account. Safe from several threads; each letter has a connection to itself."""

    def __init__(
        self, patience: Patience | None = None, monotonic: Callable[[], float] = time.monotonic, end_s: float = END_S
    ) -> None:
        self._patience = patience or Patience()
        self._monotonic = monotonic
        self._end_s = end_s
        self._open: set[Paced] = set()
        self._cutting: threading.Timer | None = None
        self._idle: dict[Account, tuple[Paced, float]] = {}  # and until when it is kept
        self._lock = threading.Lock()

    def deliver(
        self, account: Account, sender: str, recipients: Sequence[str], raw: bytes, before: Callable[[], None]
    ) -> None:
        """Hand the letter over; returns when the server said 250.

        ``before`` is called when every recipient is accepted and the letter has not left yet; what it raises ends the
        try before anything was sent.

        Raises:
            NotNow, Never, Uncertain, Halted: see there.
        """
        try:
            self._deliver(account, sender, recipients, raw, before)
        except NotNow as cut:
            if self.halts:
                raise Halted from cut
            raise

    def _deliver(
        self, account: Account, sender: str, recipients: Sequence[str], raw: bytes, before: Callable[[], None]
    ) -> None:
        if self.halts:
            raise Halted
        connection = self._opened(account, sender, recipients, len(raw))
        kept = False
        try:
            before()
            _hand_over(connection, raw)
            kept = True
        except (NotNow, Never) as refused:
            kept = refused.code not in (0, 421)
            raise
        finally:
            self._give_back(account, connection, kept)

    def try_account(self, account: Account) -> None:
        """Sign in and say goodbye; nothing is sent.

        Raises:
            NotNow: with what is the matter in ``trouble``.
        """
        _quit(self._connect(account))

    @property
    def halts(self) -> bool:
        """Whether nothing new leaves."""
        return self._cutting is not None

    def halt(self) -> None:
        """Nothing new leaves; nobody is waited for but, for a moment, whoever has a whole letter to confirm."""
        if self._cutting is None:
            self._cutting = threading.Timer(self._end_s, self._cut, (True,))
            self._cutting.daemon = True
            self._cutting.start()
        self._cut(False)

    def _cut(self, confirming: bool) -> None:
        for connection in list(self._open):
            if confirming or connection.step.verb != ".":
                connection.cut()

    def close(self) -> None:
        """Say goodbye on every idle connection."""
        if self._cutting is not None:
            self._cutting.cancel()
            self._cutting.join()
        for connection in self._taken(lambda until: True):
            _quit(connection)

    def _taken(self, chosen: Callable[[float], bool]) -> list[Paced]:
        """Idle connections by their time, taken out of the pool."""
        with self._lock:
            taken = {account: it for account, it in self._idle.items() if chosen(it[1])}
            for account in taken:
                del self._idle[account]
        return [connection for connection, _ in taken.values()]

    def _opened(self, account: Account, sender: str, recipients: Sequence[str], size: int) -> Paced:
        """A connection on which sender and recipients are accepted; a dead idle one is replaced."""
        now = self._monotonic()
        for old in self._taken(lambda until: until < now):
            old.close()
        with self._lock:
            idle, _ = self._idle.pop(account, (None, 0.0))
        if idle is not None:
            try:
                _address(idle, sender, recipients, size)
                return idle
            except Never:
                self._give_back(account, idle, True)
                raise
            except NotNow as refused:
                if refused.code not in (0, 421):
                    self._give_back(account, idle, True)
                    raise
                idle.close()
        connection = self._connect(account)
        try:
            _address(connection, sender, recipients, size)
        except (NotNow, Never) as refused:
            self._give_back(account, connection, refused.code not in (0, 421))
            raise
        return connection

    def _connect(self, account: Account) -> Paced:
        there = account.host, account.port, account.name, self._patience, self._open
        try:
            if account.tls == "tls":
                made: Paced = PacedTls(*there, context=ssl.create_default_context())
            else:
                made = Paced(*there)
        except (OSError, UnicodeError, smtplib.SMTPException) as error:  # UnicodeError: it is no name of a host
            raise account_trouble(error) from error
        try:
            if account.tls == "starttls":
                made.starttls(context=ssl.create_default_context())
            if account.user:
                log_in(made, account.user, account.password, account.token)
            made.ehlo_or_helo_if_needed()
            _without_delay(made)
        except (OSError, smtplib.SMTPException) as error:
            made.close()
            raise account_trouble(error) from error
        return made

    def _give_back(self, account: Account, connection: Paced, kept: bool) -> None:
        """Keep a usable connection for the next letter, close any other."""
        if kept and _is_reset(connection):
            with self._lock:
                if account not in self._idle:
                    self._idle[account] = connection, self._monotonic() + IDLE_S
                    return
        connection.close()


def _is_reset(connection: Paced) -> bool:
    try:
        return connection.rset()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _address(connection: Paced, sender: str, recipients: Sequence[str], size: int) -> None:
    try:
        connection.ehlo_or_helo_if_needed()
        options = [f"size={size}"] if connection.has_extn("size") else []
        _require(connection.mail(sender, options))
        for recipient in recipients:
            _require(connection.rcpt(recipient), recipient=recipient)
    except (OSError, smtplib.SMTPException) as error:
        raise letter_trouble(error) from error


def _hand_over(connection: Paced, raw: bytes) -> None:
    """The letter itself; only from its last line on can the server have it."""
    content = _DOT.sub(b"..", raw)
    content += b"" if content.endswith(b"\r\n") else b"\r\n"
    try:
        code, said = connection.docmd("DATA")
        if code == 354:
            connection.send_letter(content)
    except (OSError, smtplib.SMTPException) as error:
        raise letter_trouble(error) from error
    if code != 354:
        _require((code, said), unexpected=True)
    try:
        answer = connection.confirm()
    except Silent as silent:
        raise Uncertain(silent.step.verb, silent.step.seconds) from silent
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain(said_of(error)) from error
    if answer[0] == -1:
        raise Uncertain(said_of(answer[1]))
    _require(answer)


def _require(answer: tuple[int, bytes], *, unexpected: bool = False, recipient: str = "") -> None:
    code, said = answer
    if 200 <= code < 300 and not unexpected:
        return
    if code in LOGIN:
        wrong = NotNow(said_of(said), code, WRONG_PASSWORD)
        wrong.account = True
        raise wrong
    if 500 <= code < 600:
        raise Never(said_of(said), code, recipient)
    raise NotNow(said_of(said), code if 400 <= code < 500 else 0)


def _without_delay(connection: Paced) -> None:
    """The last line of a letter leaves at once, not when the server has acknowledged the lines before."""
    if connection.sock is not None:
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _quit(connection: Paced) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()
