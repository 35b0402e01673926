"""The outgoing server of an inbox: its address from the settings, its password or access token from the secrets."""

from collections.abc import Mapping
from uuid import UUID

from app.model.account import InboxSecret
from app.model.workspace import Inbox
from app.server.channels.email.access_token import AccessTokens
from app.server.channels.email.address import wire_address
from app.server.channels.email.oauth import ProviderAway, TokenRefused
from app.server.channels.email.outgoing import Outgoing
from app.server.channels.email.secret import InboxSecrets
from app.server.channels.email.smtp_client import Account, NotNow
from app.server.channels.email.smtp_trouble import WRONG_PASSWORD

SINK = "sink"
"""A port in an inbox's settings that means the trial's own sink."""

XOAUTH2 = "xoauth2"
"""``auth`` of an inbox that signs in at its provider."""


class NoWayOut(Exception):
    """The inbox names no outgoing server."""


class WaysOut:
    """Puts accounts together. Any thread."""

    def __init__(self, secrets: InboxSecrets, doors: Mapping[str, int], tokens: AccessTokens) -> None:
        """``doors``: ports this process opened, by name."""
        self._secrets = secrets
        self._doors = doors
        self._tokens = tokens
        self._refused: dict[UUID, str] = {}  # the token that was not taken, until a newer one is asked for

    def account(self, inbox: Inbox, secret: InboxSecret | None) -> Account:
        """How to send from this inbox.

        Raises:
            NoWayOut: there is no server in the settings.
            NotNow: ``token_refused`` or ``provider_away``.
        """
        token = ""
        if inbox.settings.get("auth") == XOAUTH2:
            token = self._token(inbox)
        return account_of(inbox.address, inbox.settings, self._secrets.open(secret), self._doors, token)

    def refused(self, outgoing: Outgoing, account: Account, trouble: str) -> None:
        """The server did not take the account; the next letter asks for another token."""
        if outgoing.inbox is not None and account.token and trouble == WRONG_PASSWORD:
            self._refused[outgoing.inbox.id] = account.token

    def _token(self, inbox: Inbox) -> str:
        try:
            token = self._tokens.token(inbox.ws, inbox.id, not_this=self._refused.get(inbox.id, ""))
        except TokenRefused as refused:
            raise NotNow(refused.said, trouble="token_refused") from refused
        except ProviderAway as away:
            raise NotNow(away.said, trouble="provider_away") from away
        self._refused.pop(inbox.id, None)
        return token


def account_of(
    address: str, settings: Mapping[str, object], values: Mapping[str, str], doors: Mapping[str, int], token: str = ""
) -> Account:
    """The account that settings and secrets describe.

    Raises:
        NoWayOut: they name no server.
    """
    host, port = str(settings.get("smtp_host") or ""), settings.get("smtp_port") or 25
    number = doors.get(SINK, 0) if port == SINK else _number(port)
    if not host or not number:
        raise NoWayOut
    return Account(
        host=host,
        port=number,
        tls=str(settings.get("smtp_tls") or "none"),
        user=str(settings.get("smtp_user") or ""),
        password=values.get("smtp_password", ""),
        name=wire_address(address).rpartition("@")[2],
        token=token,
    )


def _number(port: object) -> int:
    text = str(port)
    return int(text) if text.isdecimal() and int(text) < 65_536 else 0
