"""A mailbox as an inbox configures it: where it is, who signs in, which folders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

TLS, STARTTLS, NO_TLS = "tls", "starttls", "none"
PASSWORD, XOAUTH2 = "password", "xoauth2"
INBOX = "INBOX"
_PORTS = {TLS: 993, STARTTLS: 143, NO_TLS: 143}
_YES = frozenset({"1", "yes", "true", "on"})


class Credentials(Protocol):
    """What proves who we are; asked at every connection, on any thread."""

    def password(self) -> str:
        """The password, or app password.

        Raises:
            MailboxTrouble: ``wrong_password``: there is none.
        """

    def access_token(self, refused: str = "") -> str:
        """An access token that is still good. ``refused``: the one the server has just turned down.

        Raises:
            MailboxTrouble: ``token_refused``: the provider gives no new one; ``provider_away``: it cannot be asked now.
        """


@dataclass(frozen=True, slots=True)
class FixedCredentials:
    """A password that is known, or a token somebody else keeps fresh."""

    secret: str

    def password(self) -> str:
        """It."""
        return self.secret

    def access_token(self, refused: str = "") -> str:
        """It, whatever the server says."""
        return self.secret


@dataclass(frozen=True, slots=True)
class MailAccount:
    """A mailbox at a server. ``auth``: ``password`` or ``xoauth2``."""

    host: str
    port: int
    tls: str
    user: str
    auth: str
    credentials: Credentials


@dataclass(frozen=True, slots=True)
class MailboxPlan:
    """What is read of a mailbox and what is left in it.

    ``from_day``: mail from this day on is live; None: from the moment the mailbox is connected.
    ``history``: older mail is imported as closed history. ``keeps_sent``: the provider files sent letters itself.
    """

    folders: tuple[str, ...] = (INBOX,)
    sent_folder: str = ""  # empty: the one the server names
    from_day: date | None = None
    history: bool = True
    keeps_sent: bool = False
    paused: bool = False


def account_of(settings: Mapping[str, Any], credentials: Credentials) -> MailAccount | None:
    """The mailbox of an inbox; None when it has none, and mail comes another way."""
    host = _text(settings, "imap_host")
    if not host:
        return None
    tls = _text(settings, "imap_tls").lower() or TLS
    port = _text(settings, "imap_port")
    return MailAccount(
        host=host,
        port=int(port) if port.isdecimal() and int(port) < 65_536 else _PORTS.get(tls, _PORTS[TLS]),
        tls=tls if tls in _PORTS else TLS,
        user=_text(settings, "imap_user"),
        auth=XOAUTH2 if _text(settings, "auth").lower() == XOAUTH2 else PASSWORD,
        credentials=credentials,
    )


def plan_of(settings: Mapping[str, Any]) -> MailboxPlan:
    """What to do with the mailbox; a value nobody understands counts as not given."""
    return MailboxPlan(
        folders=_folders(settings.get("imap_folders")),
        sent_folder=_text(settings, "sent_folder"),
        from_day=_day(_text(settings, "from_day")),
        history=settings.get("history") in (None, "") or _is_yes(settings, "history"),
        keeps_sent=_is_yes(settings, "keeps_sent"),
        paused=_is_yes(settings, "paused"),
    )


def _folders(value: Any) -> tuple[str, ...]:
    """A list, or names parted by commas; INBOX when there is none."""
    names = value if isinstance(value, list) else str(value or "").split(",")
    found = tuple(dict.fromkeys(str(each).strip() for each in names if str(each).strip()))
    return found or (INBOX,)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _text(settings: Mapping[str, Any], key: str) -> str:
    return str(settings.get(key) or "").strip()


def _is_yes(settings: Mapping[str, Any], key: str) -> bool:
    return str(settings.get(key) or "").strip().lower() in _YES
