"""One letter to one outgoing server: said yes, said no, not now, or nobody knows."""

import re
import smtplib
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

TIMEOUT_S = 30.0
_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Account:
    """An outgoing server. ``tls``: ``none``, ``starttls`` or ``tls``; ``name`` is how we greet it."""

    host: str
    port: int
    tls: str = "none"
    user: str = ""
    password: str = ""
    name: str = "localhost"


class NotNow(Exception):
    """The server did not take the letter this time: away, busy, greylisting. It surely has not got it."""

    def __init__(self, said: str, code: int = 0) -> None:
        super().__init__(said)
        self.said = said
        self.code = code


class Never(Exception):
    """The server refuses the letter for good."""

    def __init__(self, said: str, code: int) -> None:
        super().__init__(said)
        self.said = said
        self.code = code


class Uncertain(Exception):
    """The letter was handed over but the answer is missing: the server may or may not have it."""


class SmtpPool:
    """Keeps one idle connection an account. Safe from several threads; each letter has a connection to itself."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._idle: dict[Account, smtplib.SMTP] = {}
        self._lock = threading.Lock()

    def deliver(self, account: Account, sender: str, recipient: str, raw: bytes, before: Callable[[], None]) -> None:
        """Hand the letter over; returns when the server said 250.

        ``before`` is called when the recipient is accepted and the letter has not left yet; what it raises ends the
        try before anything was sent.

        Raises:
            NotNow, Never, Uncertain: see there.
        """
        connection = self._opened(account, sender, recipient, len(raw))
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

    def close(self) -> None:
        """Say goodbye on every idle connection."""
        with self._lock:
            idle = list(self._idle.values())
            self._idle.clear()
        for connection in idle:
            _quit(connection)

    def _opened(self, account: Account, sender: str, recipient: str, size: int) -> smtplib.SMTP:
        """A connection on which sender and recipient are accepted; a dead idle one is replaced."""
        with self._lock:
            idle = self._idle.pop(account, None)
        if idle is not None:
            try:
                _address(idle, sender, recipient, size)
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
            _address(connection, sender, recipient, size)
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
        except smtplib.SMTPConnectError as error:
            raise NotNow(_text(error.smtp_error), error.smtp_code) from error
        except (OSError, UnicodeError, smtplib.SMTPException) as error:  # UnicodeError: it is no name of a host
            raise NotNow(_why(error)) from error
        try:
            if account.tls == "starttls":
                made.starttls(context=ssl.create_default_context())
            if account.user:
                _log_in(made, account)
            _without_delay(made)
        except smtplib.SMTPResponseException as error:
            made.close()
            raise NotNow(_text(error.smtp_error), error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            made.close()
            raise NotNow(_why(error)) from error
        return made

    def _give_back(self, account: Account, connection: smtplib.SMTP, kept: bool) -> None:
        """Keep a usable connection for the next letter, close any other."""
        if kept and _is_reset(connection):
            with self._lock:
                if account not in self._idle:
                    self._idle[account] = connection
                    return
        connection.close()


def _log_in(connection: smtplib.SMTP, account: Account) -> None:
    """Sign in; the library takes ASCII only, the plain mechanism takes any text (RFC 4616)."""
    if (account.user + account.password).isascii():
        connection.login(account.user, account.password)
        return
    connection.ehlo_or_helo_if_needed()
    secret = b64encode(f"\0{account.user}\0{account.password}".encode()).decode()
    code, said = connection.docmd("AUTH", f"PLAIN {secret}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, said)


def _is_reset(connection: smtplib.SMTP) -> bool:
    try:
        return connection.rset()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _address(connection: smtplib.SMTP, sender: str, recipient: str, size: int) -> None:
    try:
        connection.ehlo_or_helo_if_needed()
        options = [f"size={size}"] if connection.has_extn("size") else []
        _require(connection.mail(sender, options))
        _require(connection.rcpt(recipient))
    except smtplib.SMTPResponseException as error:
        raise NotNow(_text(error.smtp_error), error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotNow(_why(error)) from error


def _hand_over(connection: smtplib.SMTP, raw: bytes) -> None:
    """The letter itself; only from its last line on can the server have it."""
    content = _DOT.sub(b"..", raw)
    content += b"" if content.endswith(b"\r\n") else b"\r\n"
    try:
        code, said = connection.docmd("DATA")
        if code == 354:
            connection.send(content)
    except (OSError, smtplib.SMTPException) as error:
        raise NotNow(_why(error)) from error
    if code != 354:
        _require((code, said), unexpected=True)
    try:
        connection.send(b".\r\n")
        answer = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain(_why(error)) from error
    if answer[0] == -1:
        raise Uncertain(_text(answer[1]))
    _require(answer)


def _require(answer: tuple[int, bytes], *, unexpected: bool = False) -> None:
    code, said = answer
    if 200 <= code < 300 and not unexpected:
        return
    if 500 <= code < 600:
        raise Never(_text(said), code)
    raise NotNow(_text(said), code if 400 <= code < 500 else 0)


def _without_delay(connection: smtplib.SMTP) -> None:
    """The last line of a letter leaves at once, not when the server has acknowledged the lines before."""
    if connection.sock is not None:
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _quit(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:300]


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return _text(str(error)) or type(error).__name__
