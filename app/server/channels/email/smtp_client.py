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
from app.server.channels.email.smtp_trouble import LOGIN, WRONG_PASSWORD, Never, NotNow, Uncertain, said_of, trouble_of

__all__ = ["Account", "Never", "NotNow", "SmtpPool", "Uncertain"]

TIMEOUT_S = 30.0
IDLE_S = 120.0
"""How long an idle connection is kept: a server may close it after five minutes (RFC 5321 4.5.3.2.7)."""

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

    def __init__(self, timeout_s: float = TIMEOUT_S, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._timeout_s = timeout_s
        self._monotonic = monotonic
        self._idle: dict[Account, tuple[smtplib.SMTP, float]] = {}  # and until when it is kept
        self._lock = threading.Lock()

    def deliver(
        self, account: Account, sender: str, recipients: Sequence[str], raw: bytes, before: Callable[[], None]
    ) -> None:
        """Hand the letter over; returns when the server said 250.

        ``before`` is called when every recipient is accepted and the letter has not left yet; what it raises ends the
        try before anything was sent.

        Raises:
            NotNow, Never, Uncertain: see there.
        """
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

    def close(self) -> None:
        """Say goodbye on every idle connection."""
        for connection in self._taken(lambda until: True):
            _quit(connection)

    def _taken(self, chosen: Callable[[float], bool]) -> list[smtplib.SMTP]:
        """Idle connections by their time, taken out of the pool."""
        with self._lock:
            taken = {account: it for account, it in self._idle.items() if chosen(it[1])}
            for account in taken:
                del self._idle[account]
        return [connection for connection, _ in taken.values()]

    def _opened(self, account: Account, sender: str, recipients: Sequence[str], size: int) -> smtplib.SMTP:
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

    def _connect(self, account: Account) -> smtplib.SMTP:
        try:
            if account.tls == "tls":
                context = ssl.create_default_context()
                made: smtplib.SMTP = smtplib.SMTP_SSL(
                    account.host, account.port, account.name, timeout=self._timeout_s, context=context
                )
            else:
                made = smtplib.SMTP(account.host, account.port, account.name, timeout=self._timeout_s)
        except (OSError, UnicodeError, smtplib.SMTPException) as error:  # UnicodeError: it is no name of a host
            raise trouble_of(error) from error
        try:
            if account.tls == "starttls":
                made.starttls(context=ssl.create_default_context())
            if account.user:
                log_in(made, account.user, account.password, account.token)
            _without_delay(made)
        except (OSError, smtplib.SMTPException) as error:
            made.close()
            raise trouble_of(error) from error
        return made

    def _give_back(self, account: Account, connection: smtplib.SMTP, kept: bool) -> None:
        """Keep a usable connection for the next letter, close any other."""
        if kept and _is_reset(connection):
            with self._lock:
                if account not in self._idle:
                    self._idle[account] = connection, self._monotonic() + IDLE_S
                    return
        connection.close()


def _is_reset(connection: smtplib.SMTP) -> bool:
    try:
        return connection.rset()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _address(connection: smtplib.SMTP, sender: str, recipients: Sequence[str], size: int) -> None:
    try:
        connection.ehlo_or_helo_if_needed()
        options = [f"size={size}"] if connection.has_extn("size") else []
        _require(connection.mail(sender, options))
        for recipient in recipients:
            _require(connection.rcpt(recipient), recipient=recipient)
    except (OSError, smtplib.SMTPException) as error:
        raise trouble_of(error) from error


def _hand_over(connection: smtplib.SMTP, raw: bytes) -> None:
    """The letter itself; only from its last line on can the server have it."""
    content = _DOT.sub(b"..", raw)
    content += b"" if content.endswith(b"\r\n") else b"\r\n"
    try:
        code, said = connection.docmd("DATA")
        if code == 354:
            connection.send(content)
    except (OSError, smtplib.SMTPException) as error:
        raise trouble_of(error) from error
    if code != 354:
        _require((code, said), unexpected=True)
    try:
        connection.send(b".\r\n")
        answer = connection.getreply()
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
        raise NotNow(said_of(said), code, WRONG_PASSWORD)
    if 500 <= code < 600:
        raise Never(said_of(said), code, recipient)
    raise NotNow(said_of(said), code if 400 <= code < 500 else 0)


def _without_delay(connection: smtplib.SMTP) -> None:
    """The last line of a letter leaves at once, not when the server has acknowledged the lines before."""
    if connection.sock is not None:
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _quit(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()
