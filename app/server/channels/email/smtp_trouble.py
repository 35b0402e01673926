"""What an outgoing server can do to a letter, and what is the matter with an account, each as a code."""

import smtplib
import ssl

from app.server.channels.email.smtp_phase import Silent

UNREACHABLE = "unreachable"
SILENT = "silent"
BROKEN_OFF = "broken_off"
CERTIFICATE = "certificate"
NEEDS_TLS = "needs_tls"
WRONG_PASSWORD = "wrong_password"
NOT_YET = "not_yet"
BUSY = "busy"

LOGIN = frozenset({530, 534, 535, 538})
"""Replies about signing in (RFC 4954 6)."""


class NotNow(Exception):
    """The server did not take the letter this time. It surely has not got it. ``trouble``: what is the matter.

    ``account``: whatever the letter, the account was not let in. ``waited_s``: so long nothing was said.
    """

    def __init__(self, said: str, code: int = 0, trouble: str = NOT_YET, waited_s: float = 0.0) -> None:
        super().__init__(said)
        self.said = said
        self.code = code
        self.trouble = trouble
        self.waited_s = waited_s
        self.account = False


class Never(Exception):
    """The server refuses the letter for good; ``recipient``: because of that one, empty when it is the letter."""

    def __init__(self, said: str, code: int, recipient: str = "") -> None:
        super().__init__(said)
        self.said = said
        self.code = code
        self.recipient = recipient


class Uncertain(Exception):
    """The letter was handed over but the answer is missing: the server may or may not have it.

    ``waited_s``: so long it was waited for; 0: the server went away.
    """

    def __init__(self, said: str, waited_s: float = 0.0) -> None:
        super().__init__(said)
        self.waited_s = waited_s


class Halted(Exception):
    """We stop. The letter has surely not left."""


def trouble_of(error: Exception) -> NotNow:
    """A failure of the connection or of signing in, before any letter left."""
    if isinstance(error, smtplib.SMTPAuthenticationError) or getattr(error, "smtp_code", 0) in LOGIN:
        code, said = getattr(error, "smtp_code", 0), getattr(error, "smtp_error", "")
        return NotNow(said_of(said), code, NOT_YET if 400 <= code < 500 else WRONG_PASSWORD)
    if isinstance(error, Silent):
        return NotNow(error.step.verb, trouble=SILENT, waited_s=error.step.seconds)
    if isinstance(error, smtplib.SMTPResponseException):
        return NotNow(said_of(error.smtp_error), error.smtp_code)
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotNow(said_of(error.verify_message or error), trouble=CERTIFICATE)
    if isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLError):
        return NotNow(said_of(error), trouble=NEEDS_TLS)
    return NotNow(said_of(error), trouble=UNREACHABLE)


def account_trouble(error: Exception) -> NotNow:
    """The same, of connecting and signing in, whatever the letter."""
    trouble = trouble_of(error)
    trouble.account = True
    if trouble.trouble == NOT_YET:
        trouble.trouble = BUSY
    return trouble


def letter_trouble(error: Exception) -> NotNow:
    """The same, of a connection that the server has let in: it broke at this letter."""
    trouble = trouble_of(error)
    if trouble.trouble in (UNREACHABLE, NEEDS_TLS):
        trouble.trouble = BROKEN_OFF
    return trouble


def said_of(said: object) -> str:
    """The other side's words, or the system's, in one short line."""
    if isinstance(said, OSError) and said.strerror and not isinstance(said, ssl.SSLError):
        return said.strerror
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:300] or type(said).__name__
