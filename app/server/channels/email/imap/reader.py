"""Reads folders of a mailbox into the desk: what is new, oldest first; what is old, newest first and apart."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from app.commands.base import SYSTEM
from app.model.mailbox import ImportedMail
from app.server.channels.email.arrival import Envelope
from app.server.channels.email.directory import MailInbox
from app.server.channels.email.imap.account import MailboxPlan
from app.server.channels.email.imap.ahead import one_ahead
from app.server.channels.email.imap.connection import Fetched, Listed, Mailbox, Selected
from app.server.channels.email.imap.mark import Mark, minted_at, move_mark, put_marks, read_marks
from app.server.channels.email.imap.trouble import AWAY, NO_FOLDER, MailboxTrouble
from app.server.channels.email.intake import BATCH, Batch, Fault, NotTaken, Taken, Taking, no_fault
from app.server.clock import Clock
from app.server.db import Database, insert_as
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

LARGEST = 64 * 1024 * 1024
"""Bytes of one mail that are read; of a longer one its beginning, which has the text."""

AT_ONCE = 16 * 1024 * 1024
"""Bytes of one batch in memory."""

BESIDE = 4 * 1024 * 1024
"""Bytes of a batch up to which it is fetched while the one before is filed."""

MARGIN = timedelta(days=1)
"""A search goes by whole days in a zone of the server's choosing; the instant decides then."""

SPAN = 8
"""Batches of one look, before other mailboxes have their turn."""


_IMPORTED: Any = ImportedMail.__table__


@dataclass(frozen=True, slots=True)
class _Letters:
    """Mails that were fetched, ready to be filed together."""

    uids: Sequence[int]
    batch: Batch


@dataclass(frozen=True, slots=True)
class _Run:
    """Mails that are filed together, up to a UID; None: they are passed over."""

    last_uid: int
    past: bool
    letters: _Letters | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of an inbox's mailbox. ``account``: whose mailbox it is; ``taking``: who files what is in it."""

    inbox: MailInbox
    account: str
    plan: MailboxPlan
    folder: str
    taking: Taking
    sent: bool = False


class FolderReader:
    """Reads folders. Keeps nothing: all it needs to go on is in the marks. Any thread, one connection each.

    Everything raises ``MailboxTrouble`` for the mailbox and what ``MailIntake.take_all`` raises for us; and
    ``MarkMoved`` when another process reads the same folder.
    """

    def __init__(self, uow: UnitOfWork, database: Database, clock: Clock, fault: Fault = no_fault) -> None:
        self._uow = uow
        self._database = database
        self._clock = clock
        self._fault = fault

    def read_new(self, mailbox: Mailbox, place: Place) -> bool:
        """Take what is new in a folder, at most ``SPAN`` batches; tells whether there is more to take."""
        selected = mailbox.open(place.folder)
        mark = self.mark(place, selected)
        if selected.uidnext and selected.uidnext <= mark.last_uid + 1:
            return mailbox.news()
        uids = self._new(mailbox, mark)
        runs = self._runs(mailbox, place, mark, uids[: SPAN * BATCH])
        with closing(one_ahead(runs) if len(uids) > BATCH else runs) as coming:
            for run in coming:
                mark = self._take_new(place, mark, run)
        if len(uids) > SPAN * BATCH:
            return True
        self._move(mark, replace(mark, last_uid=max(mark.last_uid, selected.uidnext - 1)))
        return mailbox.news()

    def older(self, mailbox: Mailbox, place: Place) -> list[int]:
        """UIDs of a folder's history that is still to come, the newest last.

        Of sent letters all that are here now: the first answers of a colleague may have come before the mail they
        answer was imported.
        """
        mark = self.mark(place, mailbox.open(place.folder))
        if place.sent and mark.history_uid == mark.first_uid:
            self._move(mark, moved := replace(mark, history_uid=max(mark.first_uid, mark.last_uid + 1)))
            mark = moved
        if mark.history_uid <= 1:
            return []
        below: list[object] = ["UID", f"1:{mark.history_uid - 1}"]
        if mark.by_day and not place.sent:
            below += ["BEFORE", mark.from_at.date()]
        return mailbox.search(below)

    def read_older(self, mailbox: Mailbox, place: Place, uids: Sequence[int]) -> None:
        """Take some of the history: at most ``BATCH`` mails in ascending order, the newest that are left."""
        mark = self.mark(place, mailbox.open(place.folder))
        for listed in reversed(list(_portions(self._listed(mailbox, uids)))):
            moved = replace(mark, history_uid=listed[0].uid)
            mark = self._take(place, mark, moved, self._letters(mailbox, place, listed), past=True)
        if uids and mark.history_uid > uids[0]:  # the first of them are gone
            self._move(mark, replace(mark, history_uid=uids[0]))

    def finish_older(self, mailbox: Mailbox, place: Place) -> None:
        """Nothing older is left in the folder."""
        mark = self.mark(place, mailbox.open(place.folder))
        self._move(mark, replace(mark, history_uid=1))

    def begin(self, mailbox: Mailbox, places: Sequence[Place]) -> None:
        """Note where folders nobody has read before begin: the first ones when the inbox was made, later ones now."""
        marks = self._marks(places[0].inbox)
        since = self._clock.now() if marks else minted_at(places[0].inbox.id)
        new = [
            _first_look(place, selected, since)
            for place in places
            if place.folder not in marks and (selected := _opened(mailbox, place.folder)) is not None
        ]
        if new:
            self._uow.run(new[0].ws, SYSTEM, lambda tx: put_marks(tx, new))

    def mark(self, place: Place, selected: Selected) -> Mark:
        """How far an open folder was read; begun anew when the server has numbered it anew, or it is another mailbox.

        Raises:
            MailboxTrouble: ``no_folder``: it has only just appeared; it is begun with the next connection.
        """
        mark = self._marks(place.inbox).get(place.folder)
        if mark is None:
            raise MailboxTrouble(NO_FOLDER, place.folder)
        if (mark.uidvalidity, mark.account) == (selected.uidvalidity, place.account):
            return mark
        if mark.uidvalidity == selected.uidvalidity:
            mark = replace(mark, account=place.account)  # the same mailbox, signed in to by another name
        elif mark.account == place.account:
            mark = _numbered_anew(mark, selected)
        else:
            mark = _first_look(place, selected, self._clock.now())
        self._uow.run(mark.ws, SYSTEM, lambda tx: put_marks(tx, [mark]))
        return mark

    def _marks(self, inbox: MailInbox) -> dict[str, Mark]:
        with self._database.read() as session:
            return read_marks(session, inbox.ws, inbox.id)

    def _new(self, mailbox: Mailbox, mark: Mark) -> list[int]:
        """UIDs above the mark that may be live; of those there before us only the days that count."""
        found: list[int] = []
        if mark.last_uid + 1 < mark.first_uid:
            span = f"{mark.last_uid + 1}:{mark.first_uid - 1}"
            found += mailbox.search(["UID", span, "SINCE", (mark.from_at - MARGIN).date()])
        start = max(mark.last_uid + 1, mark.first_uid)
        found += [uid for uid in mailbox.search(["UID", f"{start}:*"]) if uid >= start]  # n:* names the last one too
        return found

    def _runs(self, mailbox: Mailbox, place: Place, mark: Mark, uids: Sequence[int]) -> Generator[_Run, None, None]:
        """What is to be taken, made ready, in order; an empty run before one too large to lie beside another."""
        for chunk in _chunks(uids):
            for listed in _portions(self._listed(mailbox, chunk)):
                for past, run in groupby(listed, key=lambda each: mark.is_past(each.uid, each.at)):
                    some = list(run)
                    last_uid = some[-1].uid
                    if past and last_uid < mark.first_uid:
                        yield _Run(last_uid, past)  # the import's
                        continue
                    if sum(each.size for each in some) > BESIDE:
                        yield _Run(0, past)
                    yield _Run(last_uid, past, self._letters(mailbox, place, some))

    def _take_new(self, place: Place, mark: Mark, run: _Run) -> Mark:
        moved = replace(mark, last_uid=max(mark.last_uid, run.last_uid))
        if run.letters is not None:
            return self._take(place, mark, moved, run.letters, past=run.past)
        self._move(mark, moved)
        return moved

    def _take(self, place: Place, old: Mark, new: Mark, letters: _Letters, *, past: bool) -> Mark:
        """File, and move the mark in the commit that files."""
        self._fault("fetched")
        moved = new

        def within(tx: ServerTx, outcomes: Sequence[Taken | NotTaken]) -> None:
            nonlocal moved
            lost = [uid for uid, it in zip(letters.uids, outcomes, strict=True) if isinstance(it, NotTaken)]
            moved = replace(new, skipped=(*new.skipped, *lost))
            move_mark(tx, old, moved)
            if past:
                remember_import(tx, place.inbox.id, outcomes)

        if letters.uids:
            place.taking.file(letters.batch, past=past, within=within)
        else:
            self._move(old, new)
        self._fault("taken")
        return moved

    def _letters(self, mailbox: Mailbox, place: Place, listed: Sequence[Listed]) -> _Letters:
        fetched = self._fetched(mailbox, listed)
        mails = [(mail.raw, Envelope(received_at=mail.at)) for mail in fetched]
        return _Letters([mail.uid for mail in fetched], place.taking.prepare(place.inbox, mails))

    def _fetched(self, mailbox: Mailbox, listed: Sequence[Listed]) -> list[Fetched]:
        """The mails that are still there. Raises ``MailboxTrouble``: one is there, and yet was not given."""
        uids = [each.uid for each in listed]
        found = mailbox.fetch(uids, LARGEST)
        missing = [str(uid) for uid in uids if uid not in found]
        if missing and mailbox.search(["UID", ",".join(missing)]):
            raise MailboxTrouble(AWAY, "a mail that is listed is not given")
        return [found[uid] for uid in uids if uid in found]

    def _listed(self, mailbox: Mailbox, uids: Sequence[int]) -> list[Listed]:
        listed = mailbox.list(uids)
        return [listed[uid] for uid in uids if uid in listed]

    def _move(self, old: Mark, new: Mark) -> None:
        if new != old:
            self._uow.run(old.ws, SYSTEM, lambda tx: move_mark(tx, old, new))


def _opened(mailbox: Mailbox, folder: str) -> Selected | None:
    try:
        return mailbox.open(folder)
    except MailboxTrouble as trouble:
        if trouble.code != NO_FOLDER:
            raise
        return None


def _first_look(place: Place, selected: Selected, since: datetime) -> Mark:
    """From the day that was chosen, else from that instant, as a server tells when it took a mail: in whole seconds."""
    day = place.plan.from_day
    from_at = since.replace(microsecond=0) if day is None else datetime.combine(day, time(), UTC)
    return Mark(
        ws=place.inbox.ws, inbox_id=place.inbox.id, folder=place.folder, account=place.account,
        uidvalidity=selected.uidvalidity, first_uid=selected.uidnext, last_uid=0,
        history_uid=selected.uidnext, from_at=from_at, by_day=day is not None,
    )  # fmt: skip


def _numbered_anew(mark: Mark, selected: Selected) -> Mark:
    """All of it is looked at once more; what was taken before is known as a copy. A finished import stays finished."""
    return replace(
        mark, uidvalidity=selected.uidvalidity, first_uid=selected.uidnext, last_uid=0,
        history_uid=selected.uidnext if mark.history_uid > 1 else 1, skipped=(),
    )  # fmt: skip


def remember_import(tx: ServerTx, inbox_id: UUID, outcomes: Iterable[Taken | NotTaken]) -> None:
    """Note what is undone with the import of an inbox; noting it again changes nothing."""
    rows = [
        {"ws": tx.ws, "entry_id": it.entry_id, "inbox_id": inbox_id, "conversation_id": it.conversation_id}
        for it in outcomes
        if isinstance(it, Taken) and it.outcome in ("opened", "joined")
    ]
    if rows:
        tx.connection.execute(insert_as(tx.dialect, _IMPORTED).on_conflict_do_nothing(), rows)


def _chunks(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), BATCH):
        yield uids[start : start + BATCH]


def _portions(listed: Iterable[Listed]) -> Iterator[list[Listed]]:
    """Mails that fit into memory together."""
    some: list[Listed] = []
    size = 0
    for each in listed:
        if some and size + each.size > AT_ONCE:
            yield some
            some, size = [], 0
        some.append(each)
        size += each.size
    if some:
        yield some
