"""Signing in to an outgoing server: by password, or by access token."""

import smtplib
import ssl
from base64 import b64encode

from app.server.channels.email.oauth import sasl_xoauth2


def log_in(connection: smtplib.SMTP, user: str, password: str, token: str = "") -> None:
    """Sign in; ``token`` goes before the password.

    Raises:
        smtplib.SMTPException: refused, or the server offers no such way.
    """
    if token:
        _by_token(connection, user, token)
        return
    connection.ehlo_or_helo_if_needed()
    offered = str(connection.esmtp_features.get("auth", "")).upper().split()
    ascii_only = (user + password).isascii()
    if ascii_only and ("PLAIN" not in offered or ("CRAM-MD5" in offered and not _is_encrypted(connection))):
        connection.login(user, password)
    else:  # once: the library tries a refused password again by every other way that is offered
        _plain(connection, user, password)


def _is_encrypted(connection: smtplib.SMTP) -> bool:
    return isinstance(connection.sock, ssl.SSLSocket)


def _plain(connection: smtplib.SMTP, user: str, password: str) -> None:
    """The library takes ASCII only, the plain mechanism takes any text (RFC 4616)."""
    connection.ehlo_or_helo_if_needed()
    code, said = connection.docmd("AUTH", f"PLAIN {_packed(f'{chr(0)}{user}{chr(0)}{password}')}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, said)


def _by_token(connection: smtplib.SMTP, user: str, token: str) -> None:
    """XOAUTH2: a refusal comes as a challenge that has to be answered before the reply is told."""
    connection.ehlo_or_helo_if_needed()
    code, said = connection.docmd("AUTH", f"XOAUTH2 {_packed(sasl_xoauth2(user, token))}")
    if code == 334:
        code, said = connection.docmd("")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, said)


def _packed(text: str) -> str:
    return b64encode(text.encode()).decode()
