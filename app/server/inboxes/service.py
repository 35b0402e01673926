"""Adds and changes inboxes, each in one transaction with its line in the audit."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.domain.channel import JOINED, Channel
from app.model.account import InboxSecret
from app.model.mailbox import InboxState, OutgoingTrouble
from app.model.workspace import Inbox, Queue
from app.protocol.inbox import AddInbox, ChangeInbox, InboxShown
from app.server import audit
from app.server.channels.email.imap.history import start_import, stop_import, undo_import
from app.server.channels.email.redelivery import account_mended
from app.server.channels.email.secret import InboxSecrets
from app.server.errors import Denied
from app.server.inboxes.hours import days_off_of
from app.server.inboxes.setting import SECRETS, goes_elsewhere, patched, resealed
from app.server.transaction import ServerTx

MAX_NAME = 200
MAX_ADDRESS = 320

_FORMS = {
    Channel.EMAIL: re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\]]+"),
    Channel.CHAT: re.compile(r"\w[\w.-]*"),  # a part of the page's address
}


def add_inbox(tx: ServerTx, wish: AddInbox, secrets: InboxSecrets, tokens: dict[str, str]) -> Inbox:
    """A new inbox; ``tokens``: of a finished sign-in.

    Raises:
        Denied: 400 ``bad_setting``, 409 ``address_taken``, 404 ``no_queue``.
    """
    channel, name, address = _channel(wish.channel), wish.name.strip(), wish.address.strip()
    _require_text("name", name, MAX_NAME)
    _require_text("address", address, MAX_ADDRESS)
    form = _FORMS.get(channel)
    if form is not None and form.fullmatch(address) is None:
        raise Denied(400, "bad_setting", field="address")
    _require_free(tx, channel, address)
    inbox = Inbox(id=tx.mint(), name=name, channel=channel, address=address, queue_id=_queue(tx, wish.queue_id))
    inbox.settings = patched({}, wish.settings)
    tx.put(inbox)
    values = resealed({}, wish.secrets) | tokens
    if values:
        secrets.keep(tx, inbox.id, values)
    audit.note(tx, "inbox_added", inbox.id, channel=channel.value, address=address, settings=sorted(inbox.settings))
    return inbox


def change_inbox(
    tx: ServerTx, inbox_id: UUID, change: ChangeInbox, secrets: InboxSecrets, tokens: dict[str, str]
) -> Inbox:
    """Another name, queue, settings or secrets; its letters are tried at once.

    Raises:
        Denied: 404 ``not_found`` or ``no_queue``, 400 ``bad_setting``, 409 ``password_needed``.
    """
    inbox = _inbox(tx, inbox_id)
    fields, elsewhere = [], goes_elsewhere(inbox.settings, change.settings)
    if change.name is not None:
        _require_text("name", change.name.strip(), MAX_NAME)
        inbox.name = change.name.strip()
        fields.append("name")
    if change.queue_id is not None:
        inbox.queue_id = _queue(tx, change.queue_id)
        fields.append("queue_id")
    if change.settings:
        _require_anew(tx, inbox, change, secrets, tokens)
        inbox.settings = patched(inbox.settings, change.settings)
        fields += [f"settings.{name}" for name in sorted(change.settings)]
    if change.secrets or tokens:
        _reseal(tx, inbox_id, change, secrets, tokens, elsewhere=elsewhere)
        fields += sorted(change.secrets) + (["sign_in"] if tokens else [])
    audit.note(tx, "inbox_changed", inbox_id, fields=fields)
    account_mended(tx, inbox_id)
    return inbox


def pause_inbox(tx: ServerTx, inbox_id: UUID, paused: bool) -> Inbox:
    """Leave the mailbox alone for now, or go on with it. Raises ``Denied``: 404 ``not_found``."""
    inbox = _inbox(tx, inbox_id)
    inbox.settings = patched(inbox.settings, {"paused": True if paused else None})
    audit.note(tx, "inbox_paused" if paused else "inbox_resumed", inbox_id)
    return inbox


def import_old(tx: ServerTx, inbox_id: UUID, act: str) -> Inbox:
    """Start, stop or undo the import of older mail; it happens in the background.

    Raises:
        Denied: 404 ``not_found``, 400 ``bad_setting``, 409 ``not_running``: there is nothing to do it to.
    """
    inbox, work = _inbox(tx, inbox_id), _IMPORTS.get(act)
    if work is None:
        raise Denied(400, "bad_setting", field="act")
    if act == "start":
        inbox.settings = patched(inbox.settings, {"history": None})
    if not work(tx, inbox_id):
        raise Denied(409, "not_running")
    audit.note(tx, f"import_{act}", inbox_id)
    return inbox


def shown(session: Any, inbox: Inbox, secrets: InboxSecrets) -> InboxShown:
    """An inbox with its state and the names of its secrets."""
    state = session.scalar(select(InboxState).where(InboxState.ws == inbox.ws, InboxState.inbox_id == inbox.id))
    kept = secrets.open(session.get(InboxSecret, (inbox.ws, inbox.id)))
    told = {} if state is None else {name: getattr(state, name) for name in _STATE}
    shut = session.get(OutgoingTrouble, (inbox.ws, inbox.id))
    if shut is not None:
        told |= {"outgoing": shut.reason, "outgoing_data": dict(shut.reason_data), "outgoing_since_at": shut.since_at}
    return InboxShown(
        id=inbox.id, channel=inbox.channel.value, name=inbox.name, address=inbox.address, queue_id=inbox.queue_id,
        settings=dict(inbox.settings), secrets=sorted(kept), days_off=days_off_of(session, inbox), **told,
    )  # fmt: skip


_IMPORTS: dict[str, Callable[[ServerTx, UUID], bool]] = {
    "start": start_import,
    "stop": stop_import,
    "undo": undo_import,
}
_STATE = ("state", "said", "since_at", "checked_at", "import_state", "import_total", "import_done")


def _reseal(
    tx: ServerTx, inbox_id: UUID, change: ChangeInbox, secrets: InboxSecrets, tokens: dict[str, str], *, elsewhere: bool
) -> None:  # fmt: skip
    """New tokens take the place of all the old ones: what was refused before is forgotten. ``elsewhere``: all is."""
    row = tx.session.get(InboxSecret, (tx.ws, inbox_id), with_for_update=True)
    kept = {} if elsewhere else secrets.open(row)
    if tokens:
        kept = {name: value for name, value in kept.items() if name.endswith("_password")}
    secrets.keep(tx, inbox_id, resealed(kept, change.secrets) | tokens)


def _require_anew(
    tx: ServerTx, inbox: Inbox, change: ChangeInbox, secrets: InboxSecrets, tokens: dict[str, str]
) -> None:
    """What is kept never follows to another server: all passwords are typed anew, a sign-in ends there.

    Raises:
        Denied: 409 ``password_needed``.
    """
    if not goes_elsewhere(inbox.settings, change.settings) or tokens:
        return
    kept = set(secrets.open(tx.session.get(InboxSecret, (tx.ws, inbox.id))))
    if kept and (not change.secrets or (kept & SECRETS) - set(change.secrets)):
        raise Denied(409, "password_needed")


def _inbox(tx: ServerTx, inbox_id: UUID) -> Inbox:
    inbox = tx.find(Inbox, inbox_id)
    if inbox is None:
        raise Denied(404, "not_found")
    return inbox


def _queue(tx: ServerTx, queue_id: UUID | None) -> UUID:
    query = select(Queue.id).where(Queue.ws == tx.ws).order_by(Queue.position, Queue.id)
    found = tx.session.scalar((query if queue_id is None else query.where(Queue.id == queue_id)).limit(1))
    if found is None:
        raise Denied(404, "no_queue")
    return found


def _require_free(tx: ServerTx, channel: Channel, address: str) -> None:
    """An address belongs to one inbox of the whole server: mail and pages are found by it."""
    taken = select(Inbox.id).where(Inbox.channel == channel, func.lower(Inbox.address) == address.lower())
    if tx.session.scalar(taken.limit(1)) is not None:
        raise Denied(409, "address_taken")


def _require_text(field: str, text: str, longest: int) -> None:
    if not text or len(text) > longest or not text.isprintable():
        raise Denied(400, "bad_setting", field=field)


def _channel(text: str) -> Channel:
    if text not in (Channel.EMAIL, Channel.CHAT, *JOINED):
        raise Denied(400, "bad_setting", field="channel")
    return Channel(text)
