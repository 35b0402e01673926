"""What this person did and the server has not yet made durable: commands in order, and drafts. Never wiped."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.drafting import USUAL
from app.client.row import ChangeState, DraftKind, OutgoingFile
from app.client.store.addressing import take_back_addressing, write_addressing
from app.client.store.begun import needed_by
from app.client.store.change import (
    DISMISSED,
    KEPT_FOR,
    OK,
    QUIET,
    REFUSED,
    WITHDRAWN,
    Change,
    Forked,
    NewChange,
    Outcome,
    draft_kind,
    is_about,
    mark_dismissed,
    stored_change,
)
from app.client.store.cipher import transaction
from app.client.store.codec import stored_data, stored_instant
from app.client.store.dependency import standing_on
from app.client.store.discarded import mark_discarded, unmark_discarded
from app.client.store.draft import Base, Place, SharedDraft, forget_past, is_loss, write_base, write_draft, write_past
from app.client.store.erased import CODE as ERASED
from app.client.store.erased import blank
from app.client.store.outbox_begun import BegunOutbox
from app.client.store.outbox_memory import UNSETTLED
from app.client.store.outgoing_file import (
    add_uploads,
    drop_uploads,
    files_in,
    write_draft_files,
)

__all__ = ["Change", "Forked", "NewChange", "Outbox", "Outcome"]


class Outbox(BegunOutbox):
    """The whole outbox: each call is one short transaction that is on the disk at return. Any thread."""

    def add(self, new: NewChange, *, replaces: UUID | None = None, forgets: DraftKind | None = None) -> Change:
        """Store a change durably; without ``send_at`` it takes its ``mid`` now, unless it is only begun.

        What is begun and it cannot be without takes its own before.

        ``replaces``: the refused change this one is given instead of; ``forgets``: its text is that draft.

        Raises:
            Trouble: ``DISK_FULL``; nothing was stored.
        """
        with self._lock:
            with transaction(self._connection, self._lock) as cursor:
                state, mid, opened = _state_of(new), None, list[Change]()
                if state is ChangeState.WAITING:
                    opened = needed_by(new.args, self.begun())
                    self._give_mids(cursor, opened)
                    mid = self._next_mid(cursor)
                    new = replace(new, args=standing_on(new, self.waiting()))
                cursor.execute(
                    "INSERT INTO command (change_id, mid, command_id, name, args, conversation_id, subject, at,"
                    " skew_ms, send_at, state) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                    stored_change(new, mid, state.value),
                )
                if replaces is not None:
                    mark_dismissed(cursor, replaces, new.at)
                add_uploads(cursor, new.args)
                if forgets is not None and new.conversation_id is not None:
                    write_draft(cursor, new.conversation_id, "", new.at, forgets)
                    if forgets is DraftKind.REPLY:
                        write_draft_files(cursor, new.conversation_id, ())
                        write_addressing(cursor, new.conversation_id, USUAL)
            for it in (new.change_id, *(it.change_id for it in opened), *([] if replaces is None else [replaces])):
                self._refresh(it)
            with self._glance:
                self._unshown[new.change_id] = self._open[new.change_id]
            if forgets is not None and new.conversation_id is not None:
                self._mirror_draft(new.conversation_id, forgets, "")
                if forgets is DraftKind.REPLY:
                    self._mirror_files(new.conversation_id, ())
            return self._open[new.change_id]

    def take_back(self, change_id: UUID, draft: str) -> bool:
        """Remove a change that is still leaving; ``draft``, its files and who gets it are the conversation's then.

        A note's text is the note's draft, never the answer's. False: it has left.
        """
        with self._lock:
            change = self._open.get(change_id)
            if change is None or change.state != ChangeState.LEAVING:
                return False
            files, kind = self._with_files_of(change), draft_kind(change.name)
            with transaction(self._connection, self._lock) as cursor:
                cursor.execute("DELETE FROM command WHERE seq = ?", (change.seq,))
                drop_uploads(cursor, change.args)
                if draft and change.conversation_id is not None:
                    write_draft(cursor, change.conversation_id, draft, change.at, kind)
                if change.conversation_id is not None:
                    take_back_addressing(cursor, change.conversation_id, change.name, change.args)
                if files and change.conversation_id is not None:
                    write_draft_files(cursor, change.conversation_id, files)
            with self._glance:
                del self._open[change_id]
                self._unshown.pop(change_id, None)
            if files and change.conversation_id is not None:
                self._mirror_files(change.conversation_id, files)
            if draft and change.conversation_id is not None:
                self._mirror_draft(change.conversation_id, kind, draft)
            return True

    def settle(self, outcomes: Iterable[Outcome], at: datetime) -> Sequence[Change]:
        """Store outcomes; ``retry`` is none. Returns the changes whose state became another. Twice changes nothing.

        One that was given up while it was on its way is done when the server did it. Who gave one without words of
        theirs need not see that it was refused: it is done with. What another desk gave under the
        same number, from a copy of this disk, is nothing of ours: the next push tells of it.
        """
        settled: list[UUID] = []
        with self._lock:
            by_mid = {it.mid: it for it in self._open.values() if it.state in UNSETTLED}
            with transaction(self._connection, self._lock) as cursor:
                for outcome in outcomes:
                    change = by_mid.get(outcome.mid)
                    if change is None or outcome.status == "retry" or not is_about(outcome, change):
                        continue
                    state = outcome.status
                    if change.state == WITHDRAWN and state == OK:
                        unmark_discarded(cursor, change.change_id)
                        add_uploads(cursor, change.args)
                        self._take_from_draft(cursor, change, at)
                    elif change.state == WITHDRAWN or (state in REFUSED and change.name.startswith(QUIET)):
                        state = DISMISSED
                    cursor.execute(
                        "UPDATE command SET state = ?, code = ?, detail = ?, settled_at = ? WHERE seq = ?",
                        (state, outcome.code, stored_data(outcome.detail), stored_instant(at), change.seq),
                    )
                    if outcome.code == ERASED:
                        values = (stored_data(blank(change.args)), change.seq)
                        cursor.execute("UPDATE command SET args = ?, subject = '' WHERE seq = ?", values)
                    settled.append(change.change_id)
            before = [self._open[it] for it in settled]
            for it in settled:
                self._refresh(it)
            return before

    def _take_from_draft(self, cursor: Any, change: Change, at: datetime) -> None:
        """What was given up and had back as a draft has left after all: nobody is to send it once more."""
        kind = next((it for it in DraftKind if change.name.startswith(f"{it}@")), None)
        text = str(change.args.get("marked") or change.args.get("body", ""))
        if kind is None or change.conversation_id is None:
            return
        draft = self._drafts[kind].get(change.conversation_id, "")
        if text and text in draft:
            left = draft.replace(text, "", 1).strip("\n")
            write_draft(cursor, change.conversation_id, left, at, kind)
            self._mirror_draft(change.conversation_id, kind, left)
        gone = {it.content for it in files_in(change.args)}
        files = self._draft_files.get(change.conversation_id, ())
        if kind is DraftKind.REPLY and any(it.content in gone for it in files):
            left_files = tuple(it for it in files if it.content not in gone)
            write_draft_files(cursor, change.conversation_id, left_files)
            self._mirror_files(change.conversation_id, left_files)

    def discard(self, change_id: UUID, at: datetime) -> Change | None:
        """Give a refused, a waiting or a begun change up; returns it as it was, None when it is none of them.

        A waiting one may be at the server already: then its outcome counts, else only its number goes out. With a
        begun request goes what was done in it; its texts are earlier texts then.
        """
        with self._lock:
            change = self._open.get(change_id)
            if change is not None and change.state == ChangeState.BEGUN:
                return self.discard_begun(change, at)
            if change is None or change.state not in (*REFUSED, ChangeState.WAITING.value):
                return None
            with transaction(self._connection, self._lock) as cursor:
                mark_dismissed(cursor, change_id, at, WITHDRAWN if change.state == ChangeState.WAITING else DISMISSED)
                mark_discarded(cursor, change_id, at)
                drop_uploads(cursor, change.args)
            self._refresh(change_id)
            return change

    def save_draft(
        self,
        conversation_id: UUID,
        text: str,
        at: datetime,
        kind: DraftKind = DraftKind.REPLY,
        over: SharedDraft | None = None,
    ) -> None:
        """Keep a text as typed; an empty one removes it. What it takes the place of stays among the earlier texts.

        ``over``: the shared text that was shown when this one was typed.

        Raises:
            Trouble: ``DISK_FULL``; the text stays in memory.
        """
        with self._lock:
            place, drafts = (conversation_id, kind), self._drafts[kind]
            before = drafts.get(conversation_id, "") if over is None else over.text
            if before == text and over is None and place not in self._unkept:
                return
            self._unkept.add(place)
            self._mirror_draft(conversation_id, kind, text)
            if over is not None and over.rev > self._bases[place].rev:
                self._mirror_base(place, Base(over.rev, dirty=True))
            with transaction(self._connection, self._lock) as cursor:
                write_draft(cursor, conversation_id, text, at, kind)
                write_base(cursor, place, self._bases[place])
                if is_loss(before, text):
                    write_past(cursor, place, before, at)
                    forget_past(cursor, at - KEPT_FOR)
            self._unkept.discard(place)

    def is_unkept(self, place: Place) -> bool:
        """Whether the disk had no room for the unsent text of that place: it is in memory alone."""
        return place in self._unkept

    def set_base(self, place: Place, base: Base) -> None:
        """The shared row has that text, or is about to have it."""
        with self._lock:
            self._mirror_base(place, base)
            with transaction(self._connection, self._lock) as cursor:
                write_base(cursor, place, base)

    def settle_quietly(self, change_id: UUID, at: datetime) -> None:
        """Nobody has to see that this one was refused."""
        with self._lock:
            with transaction(self._connection, self._lock) as cursor:
                mark_dismissed(cursor, change_id, at)
            self._refresh(change_id)

    def save_draft_files(self, conversation_id: UUID, files: Sequence[OutgoingFile]) -> None:
        """Keep the files of the unsent text. Raises ``Trouble``: ``DISK_FULL``."""
        with self._lock:
            with transaction(self._connection, self._lock) as cursor:
                write_draft_files(cursor, conversation_id, files)
            self._mirror_files(conversation_id, tuple(files))


def _state_of(new: NewChange) -> ChangeState:
    if new.begun:
        return ChangeState.BEGUN
    return ChangeState.WAITING if new.send_at is None else ChangeState.LEAVING
