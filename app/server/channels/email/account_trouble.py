"""Leaves an account alone that takes no letters, and tries it with one letter from time to time."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from app.commands.base import SYSTEM
from app.domain.reason import Reason, data_of
from app.model.account import InboxSecret
from app.model.mailbox import OutgoingTrouble
from app.model.workspace import Inbox
from app.server.channels.email.outgoing import Outgoing
from app.server.channels.email.redelivery import account_mended, put_off
from app.server.channels.email.way_out import XOAUTH2
from app.server.errors import Later
from app.server.jobs.effect import backoff_s
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

PROBE = timedelta(minutes=30)
"""So long a letter may try the account before another one may; the process that tries it may have died."""

LOOK_S = 60.0
"""How soon the others look again while one letter tries the account."""

GUARDED_S = 300.0
"""After a refused password: guards against guessing shut out who is refused a few times in ten minutes."""

MAX_WAIT_S = 3_600.0


class AccountTroubles:
    """What letters of one account know of each other, in every process. Any thread."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def look(self, outgoing: Outgoing) -> None:
        """Whether it is time to try the account. Raises ``Later``: not yet, for the reason that keeps its letters."""
        row = outgoing.trouble
        if row is not None and row.probe != outgoing.entry.entry_id:
            left_s = self._uow.run(row.ws, SYSTEM, lambda tx: (row.until_at - tx.now).total_seconds())
            if left_s > 0:
                raise _later(row, left_s)

    def claim(self, outgoing: Outgoing) -> None:
        """Be the one letter that tries an account in trouble. Raises ``Later``: another one does."""
        row = outgoing.trouble
        if row is None or row.probe == outgoing.entry.entry_id:
            return
        if not self._uow.run(row.ws, SYSTEM, lambda tx: _claim(tx, row, outgoing.entry.entry_id)):
            raise _later(row, LOOK_S)

    def put_aside(self, outgoing: Outgoing, reason: Reason, *, guarded: bool = False) -> Later:
        """The account took no letter: all of its letters wait, each time longer; returns until when.

        ``guarded``: it was a password, of which few wrong ones are forgiven.
        """
        return self._uow.run(outgoing.entry.ws, SYSTEM, lambda tx: _put_aside(tx, outgoing, reason, guarded))

    def mended(self, outgoing: Outgoing) -> None:
        """The account was let in."""
        inbox = outgoing.inbox
        if outgoing.trouble is not None and inbox is not None:
            self._uow.run(outgoing.entry.ws, SYSTEM, lambda tx: account_mended(tx, inbox.id))


def _later(row: OutgoingTrouble, left_s: float) -> Later:
    wait_s = left_s if row.probe is None else min(left_s, LOOK_S)
    return Later(wait_s, Reason(row.reason, **row.reason_data), counts=False)


def _claim(tx: ServerTx, seen: OutgoingTrouble, entry_id: UUID) -> bool:
    """One of all processes gets it."""
    mine = (OutgoingTrouble.ws == tx.ws) & (OutgoingTrouble.inbox_id == seen.inbox_id)
    mine &= OutgoingTrouble.until_at == seen.until_at
    claim = update(OutgoingTrouble).where(mine).values(until_at=tx.now + PROBE, probe=entry_id)
    return bool(tx.session.execute(claim).rowcount)  # type: ignore[attr-defined]


def _put_aside(tx: ServerTx, outgoing: Outgoing, reason: Reason, guarded: bool) -> Later:
    inbox = outgoing.inbox
    assert inbox is not None
    if _is_changed(tx, outgoing):
        return Later(1.0, reason, counts=False)
    row = tx.session.get(OutgoingTrouble, (tx.ws, inbox.id), with_for_update=True)
    if row is not None and row.probe != outgoing.entry.entry_id and row.until_at > tx.now:
        return Later(LOOK_S, reason, counts=False)  # another letter was faster
    if row is None:
        row = OutgoingTrouble(ws=tx.ws, inbox_id=inbox.id, since_at=tx.now, steps=0)
        tx.session.add(row)
    row.steps += 1
    wait_s = min(backoff_s(row.steps) * (GUARDED_S if guarded else 1.0), MAX_WAIT_S)
    row.until_at, row.probe = tx.now + timedelta(seconds=wait_s), None
    row.reason, row.reason_data = str(reason), data_of(reason)
    tx.session.flush()
    put_off(tx, inbox.id, row.until_at)
    return Later(wait_s, reason, counts=False)


def _is_changed(tx: ServerTx, outgoing: Outgoing) -> bool:
    """Somebody has mended the inbox while this letter tried it as it was."""
    inbox = outgoing.inbox
    assert inbox is not None
    now = tx.session.get(Inbox, (tx.ws, inbox.id))
    if now is None or dict(now.settings) != dict(inbox.settings):
        return True
    if inbox.settings.get("auth") == XOAUTH2:  # its tokens change by themselves
        return False
    secret = tx.session.get(InboxSecret, (tx.ws, inbox.id))
    before = outgoing.secret
    return (None if secret is None else secret.sealed) != (None if before is None else before.sealed)
