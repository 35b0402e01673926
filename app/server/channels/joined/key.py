"""Keys of joined inboxes: shown once, stored as hashes."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.channel import JOINED, Channel
from app.model.account import InboxSecret
from app.model.chat import ChannelKey
from app.model.workspace import Inbox
from app.server.auth.token import stored
from app.server.channels.email.secret import InboxSecrets
from app.server.channels.joined.signature import SECRET
from app.server.channels.webchat.identity import SECRET as IDENTITY
from app.server.errors import Denied, Trouble
from app.server.transaction import ServerTx

PREFIX = "dk_"


@dataclass(frozen=True, slots=True)
class NewKeys:
    """What is shown once; empty where an inbox of that channel has none."""

    api_key: str = ""
    webhook_secret: str = ""
    identity_secret: str = ""


def renew_keys(tx: ServerTx, secrets_of: InboxSecrets, address: str) -> NewKeys:
    """Make the keys of an inbox anew; the ones before open nothing any more.

    Raises:
        Trouble: there is no such inbox, or its channel has no keys.
    """
    inbox = tx.session.scalar(select(Inbox).where(Inbox.ws == tx.ws, Inbox.address == address))
    if inbox is None or inbox.channel not in JOINED | {Channel.CHAT}:
        raise Trouble(f"There is no chat page or joined channel with the address {address!r}. Nothing was changed.")
    made = _of_chat() if inbox.channel is Channel.CHAT else _of_channel()
    kept = secrets_of.open(tx.session.get(InboxSecret, (tx.ws, inbox.id)))
    told = {IDENTITY: made.identity_secret, SECRET: made.webhook_secret}
    secrets_of.keep(tx, inbox.id, kept | {name: value for name, value in told.items() if value})
    if made.api_key:
        tx.session.execute(delete(ChannelKey).where(ChannelKey.ws == tx.ws, ChannelKey.inbox_id == inbox.id))
        tx.session.add(ChannelKey(key_hash=stored(made.api_key), ws=tx.ws, inbox_id=inbox.id, created_at=tx.now))
    return made


def inbox_of(session: Session, inbox_id: UUID, key: str) -> Inbox:
    """The inbox a key writes into. Raises ``Denied``: 401 ``unauthorised``; the same for no key and another's."""
    found = session.get(ChannelKey, stored(key)) if key.startswith(PREFIX) and key.isascii() else None
    inbox = session.get(Inbox, (found.ws, found.inbox_id)) if found is not None else None
    if inbox is None or inbox.id != inbox_id or inbox.channel not in JOINED:
        raise Denied(401, "unauthorised")
    return inbox


def _of_chat() -> NewKeys:
    return NewKeys(identity_secret=_secret())


def _of_channel() -> NewKeys:
    return NewKeys(PREFIX + secrets.token_urlsafe(32), _secret())


def _secret() -> str:
    """Without a sign that a shell or a program would take for an option, were it the first."""
    return secrets.token_hex(32)
