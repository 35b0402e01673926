"""What the library raises, as troubles of the mailbox: by kind of failure, else by what the server said."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import CapabilityError, LoginError

from app.server.channels.email.imap.trouble import (
    AWAY,
    CERTIFICATE,
    NEEDS_TLS,
    NO_FOLDER,
    QUOTA,
    THROTTLED,
    UNREACHABLE,
    MailboxTrouble,
)

_SAID = (
    (QUOTA, ("[overquota]", "quota exceeded", "over quota", "mailbox is full")),
    (THROTTLED, ("[limit]", "[throttled]", "throttled", "too many", "rate limit", "bandwidth", "[inuse]")),
    (NO_FOLDER, ("[nonexistent]", "[trycreate]", "doesn't exist", "does not exist", "unknown mailbox", "no such")),
    (NEEDS_TLS, ("[privacyrequired]", "plaintext authentication disallowed", "logindisabled")),
    (AWAY, ("[unavailable]", "[serverbug]", "temporar", "try again", "internal error")),
)


@contextmanager
def telling(otherwise: str = AWAY, *, creates: bool = False) -> Iterator[None]:
    """Convert what the library raises. ``otherwise``: what a plain no means here."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailboxTrouble(CERTIFICATE, error.verify_message or str(error)) from error
    except (LoginError, imaplib.IMAP4.error) as error:
        raise MailboxTrouble(_code(error, otherwise, creates), _words(error)) from error
    except (OSError, UnicodeError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise MailboxTrouble(UNREACHABLE, said or type(error).__name__) from error
    except (ValueError, KeyError, TypeError, AssertionError) as error:  # an answer the library cannot read
        raise MailboxTrouble(AWAY, type(error).__name__) from error


def _words(error: Exception) -> str:
    """What the server said; the library shows some of it as Python writes bytes."""
    said = str(error)
    return said[2:-1] if said[:2] in ("b'", 'b"') else said


def _code(error: imaplib.IMAP4.error, otherwise: str, creates: bool) -> str:
    said = str(error).lower()
    if "authenticationfailed" in said:
        return otherwise
    for code, signs in _SAID:
        if any(sign in said for sign in signs) and (code != NO_FOLDER or otherwise == NO_FOLDER):
            return code
    if isinstance(error, imaplib.IMAP4.abort):
        return UNREACHABLE if otherwise == UNREACHABLE else AWAY
    if isinstance(error, CapabilityError) or creates:
        return AWAY
    return otherwise
