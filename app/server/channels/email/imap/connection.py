"""A connection to a mailbox: looks without leaving a trace, and turns every failure into a ``MailboxTrouble``."""

import imaplib
import ssl
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.imapclient import SENT

from app.server.channels.email.imap.account import NO_TLS, STARTTLS, TLS, XOAUTH2, MailAccount
from app.server.channels.email.imap.refusal import telling
from app.server.channels.email.imap.trouble import (
    NEEDS_TLS,
    NO_FOLDER,
    TOKEN_REFUSED,
    UNREACHABLE,
    WRONG_PASSWORD,
    MailboxTrouble,
)

CONNECT_S = 15.0
ANSWER_S = 60.0
"""How long a server may think about one command: a search in a large mailbox takes its time."""

_FOLDERS_WITHOUT_MAIL = frozenset({rb"\Noselect", rb"\NonExistent"})


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the server calls it. ``sent``: the server says that sent letters are kept there."""

    name: str
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder that was opened to read."""

    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail before it is fetched: its size in bytes, and when the server took it."""

    uid: int
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail as the server keeps it."""

    uid: int
    raw: bytes
    at: datetime


class Mailbox:
    """One signed-in connection; for one thread at a time. Every method raises ``MailboxTrouble``, and nothing else."""

    def __init__(self, client: "_Client") -> None:
        self._client = client
        self._idling = False

    @property
    def can_idle(self) -> bool:
        """Whether the server tells of new mail by itself."""
        return bool(self._client.has_capability("IDLE"))

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What the server can do, in its own codes."""
        return tuple(sorted(each.decode("ascii", "replace") for each in self._client.capabilities()))

    def folders(self) -> list[Folder]:
        """Every folder that can hold mail, in the server's order."""
        with telling():
            listed = self._client.list_folders()
        return [Folder(str(name), SENT in flags) for flags, _, name in listed if not _FOLDERS_WITHOUT_MAIL & set(flags)]

    def sent_folder(self) -> str:
        """The folder of sent letters by the server's mark or by a common name; empty when there is none."""
        with telling():
            return str(self._client.find_special_folder(SENT) or "")

    def open(self, folder: str) -> Selected:
        """Open a folder to read; no flag can change through it. Raises ``no_folder``: it is not there."""
        with telling(NO_FOLDER):
            found = self._client.select_folder(folder, readonly=True)
        self._client.forget_news()
        return Selected(
            int(found.get(b"UIDVALIDITY", 0)), int(found.get(b"UIDNEXT", 0)), int(found.get(b"EXISTS", 0))
        )  # fmt: skip

    def search(self, criteria: Sequence[object]) -> list[int]:
        """UIDs of the open folder that fit, ascending."""
        with telling():
            return sorted(int(uid) for uid in self._client.search(list(criteria)))

    def list(self, uids: Iterable[int]) -> dict[int, Listed]:
        """Size and arrival of mails; those that are gone meanwhile are left out."""
        with telling():
            found = self._client.fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"])
        return {
            uid: Listed(uid, int(each[b"RFC822.SIZE"]), each[b"INTERNALDATE"])
            for uid, each in found.items()
            if b"RFC822.SIZE" in each and b"INTERNALDATE" in each
        }

    def fetch(self, uids: Iterable[int], limit: int) -> dict[int, Fetched]:
        """Whole mails, of long ones the first ``limit`` bytes, unseen as before; what is gone is left out."""
        with telling():
            found = self._client.fetch(list(uids), [f"BODY.PEEK[]<0.{limit}>", "INTERNALDATE"])
        return {
            uid: Fetched(uid, each[b"BODY[]<0>"], each[b"INTERNALDATE"])
            for uid, each in found.items()
            if each.get(b"BODY[]<0>") is not None and b"INTERNALDATE" in each
        }

    def append(self, folder: str, raw: bytes, at: datetime) -> None:
        """Put a letter that was sent into a folder, as read. Raises ``quota``, ``no_folder``."""
        with telling(NO_FOLDER, creates=True):
            self._client.append(folder, raw, (rb"\Seen",), at)

    def holds(self, folder: str, message_id: str) -> bool:
        """Whether a folder has a letter of that id. Raises ``no_folder``."""
        self.open(folder)
        return bool(self.search(["HEADER", "Message-ID", f"<{message_id}>"]))

    def news(self) -> bool:
        """Whether the server mentioned new mail since the folder was opened, beside other answers."""
        return self._client.has_news()

    def wait(self) -> Any:
        """Let the server tell of new mail in the open folder; the socket that becomes readable then. See ``told``."""
        with telling():
            self._client.idle()
        self._idling = True
        return self._client.socket()

    def told(self) -> bool:
        """While waiting: whether something has come already that the socket alone no longer shows."""
        with telling():
            return self._client.has_unread()

    def wake(self) -> None:
        """End the waiting, if any."""
        if self._idling:
            self._idling = False
            with telling():
                self._client.idle_done()

    def close(self) -> None:
        """Say goodbye, however the connection is."""
        if not self._idling:
            with suppress(OSError, imaplib.IMAP4.error, ValueError):
                self._client.logout()
                return
        with suppress(OSError, ValueError):
            self._client.shutdown()


class _Client(IMAPClient):  # type: ignore[misc]  # it has no types
    """Two questions the library has no words for."""

    def forget_news(self) -> None:
        """How many mails there are is known."""
        self._imap.response("EXISTS")

    def has_news(self) -> bool:
        """Whether an answer to another command carried ``EXISTS``."""
        _, data = self._imap.response("EXISTS")
        return any(each is not None for each in data)

    def has_unread(self) -> bool:
        """Whether a line waits in a buffer above the socket."""
        sock = self.socket()
        sock.setblocking(False)
        try:
            return bool(self._imap.file.peek(1))
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        finally:
            sock.setblocking(True)
            self._set_read_timeout()


def open_mailbox(account: MailAccount) -> Mailbox:
    """Connect, encrypt as the account says, sign in.

    Raises:
        MailboxTrouble: ``unreachable``, ``certificate``, ``wrong_password``, ``token_refused``, ``needs_tls``,
            ``throttled``, ``away``.
    """
    client = _connected(account)
    try:
        if account.auth == XOAUTH2:
            _sign_in_by_token(client, account)
        else:
            _sign_in(client, account)
        client.normalise_times = False
        return Mailbox(client)
    except BaseException:
        with suppress(OSError, imaplib.IMAP4.error):
            client.shutdown()
        raise


def _connected(account: MailAccount) -> _Client:
    context = None if account.tls == NO_TLS else ssl.create_default_context()
    with telling(UNREACHABLE):
        client = _Client(
            account.host, account.port, ssl=account.tls == TLS,
            ssl_context=context if account.tls == TLS else None, timeout=SocketTimeout(CONNECT_S, ANSWER_S),
        )  # fmt: skip
    if account.tls == STARTTLS:
        try:
            with telling(NEEDS_TLS):
                client.starttls(context)
        except MailboxTrouble:
            with suppress(OSError, imaplib.IMAP4.error):
                client.shutdown()
            raise
    return client


def _sign_in(client: _Client, account: MailAccount) -> None:
    secret = account.credentials.password()
    with telling(WRONG_PASSWORD):
        if client.has_capability("LOGINDISABLED"):
            raise MailboxTrouble(NEEDS_TLS, "LOGINDISABLED")
        if (account.user + secret).isascii():
            client.login(account.user, secret)
        else:
            client.plain_login(account.user, secret)


def _sign_in_by_token(client: _Client, account: MailAccount) -> None:
    """A token that was good a moment ago may be turned down: then once more with a new one."""
    token = account.credentials.access_token()
    try:
        with telling(TOKEN_REFUSED):
            client.oauth2_login(account.user, token)
    except MailboxTrouble as trouble:
        renewed = account.credentials.access_token(refused=token) if trouble.code == TOKEN_REFUSED else token
        if renewed == token:
            raise
        with telling(TOKEN_REFUSED):
            client.oauth2_login(account.user, renewed)
