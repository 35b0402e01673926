"""Live mailboxes: how each stands, which everybody may see, and how far it was read, which only the server knows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.model.base import SERVER_ONLY, Base, Row
from app.model.declaration import Big, Index, Json, Mapped, String, mapped_column


class InboxState(Row):
    """How an inbox stands right now; ``id`` is the inbox's. Codes and counts only: the desk has the words.

    ``state``: ``connecting``, ``idle`` (told of new mail at once), ``polling`` (asks for it), ``paused``, or the code
    of a trouble (``app.server.channels.email.imap.trouble``). ``sent_state``: the code of the trouble that keeps copies
    of our letters out of the folder of sent mail, empty when there is none. ``import_state`` of older mail: empty
    (never asked for), ``running``, ``stopped``, ``done``, ``undoing``, ``undone``.
    """

    __tablename__ = "inbox_state"

    inbox_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(32), default="connecting")
    said: Mapped[str] = mapped_column(String(300), default="")  # the mail server's own words, for whoever helps
    since_at: Mapped[datetime]  # in this state
    checked_at: Mapped[datetime | None]  # the mailbox was last seen whole; written every few minutes
    sent_state: Mapped[str] = mapped_column(String(32), default="")
    import_state: Mapped[str] = mapped_column(String(16), default="")
    import_total: Mapped[int] = mapped_column(default=0)
    import_done: Mapped[int] = mapped_column(default=0)


class MailboxMark(Base):
    """How far a folder of a mailbox was read. Moves in the transaction that files the mails it has passed.

    UIDs up to ``last_uid`` were taken. Of those below ``first_uid``, which were there before us, only mail from
    ``from_at`` on is live; the rest is history, imported downwards: what is below ``history_uid`` is still to come.
    """

    __tablename__ = "mailbox_mark"
    __table_args__ = (Index(None, "ws", "inbox_id"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # derived from inbox and folder
    inbox_id: Mapped[UUID]
    folder: Mapped[str] = mapped_column(String(255))
    account: Mapped[str] = mapped_column(String(400), default="")  # whose mailbox it was: another one begins anew
    uidvalidity: Mapped[int] = mapped_column(Big)
    first_uid: Mapped[int] = mapped_column(Big)
    last_uid: Mapped[int] = mapped_column(Big)
    history_uid: Mapped[int] = mapped_column(Big)
    from_at: Mapped[datetime]
    by_day: Mapped[bool] = mapped_column(default=False)  # a day was chosen; else from the moment it was connected
    skipped: Mapped[list[int]] = mapped_column(Json, default=list)  # UIDs that could not be read again and again


class ImportedMail(Base):
    """That an entry came from the import of older mail, so that the import can be undone."""

    __tablename__ = "imported_mail"
    __table_args__ = (Index(None, "ws", "inbox_id", "conversation_id"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    inbox_id: Mapped[UUID]
    conversation_id: Mapped[UUID]


class OutgoingTrouble(Base):
    """That an inbox's way out takes no letters; gone when it does again.

    All of its letters wait until ``until_at``; then one of them, ``probe``, is tried, the others wait on.
    """

    __tablename__ = "outgoing_trouble"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    inbox_id: Mapped[UUID] = mapped_column(primary_key=True)
    since_at: Mapped[datetime]
    steps: Mapped[int] = mapped_column(default=0)  # tries that failed one after the other
    until_at: Mapped[datetime]
    probe: Mapped[UUID | None]  # the entry that is being tried
    reason: Mapped[str] = mapped_column(String(64))  # as of a delivery
    reason_data: Mapped[dict[str, Any]] = mapped_column(default=dict)
