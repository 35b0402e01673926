"""What of the outbox is mirrored in memory: what is not settled, and the drafts; read without touching the file."""

import threading
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.client.row import ChangeState, DraftKind, OutgoingFile
from app.client.store.change import OK, WITHDRAWN, Change
from app.client.store.draft import Base, Bases, Drafts, Place
from app.client.store.outgoing_file import DraftFiles

UNSETTLED = (ChangeState.WAITING.value, WITHDRAWN)
_HOPED_FOR = (ChangeState.WAITING, ChangeState.LEAVING, ChangeState.BEGUN, OK)


class OutboxMemory:
    """Read by any thread without waiting for a disk; changed only by who holds the lock of the file, as it changes."""

    def __init__(self) -> None:
        self._glance = threading.Lock()  # the innermost: nothing is waited for under it
        self._open: dict[UUID, Change] = {}
        self._unshown: dict[UUID, Change] = {}
        self._drafts: Drafts = {}
        self._bases: Bases = {}
        self._unkept: set[Place] = set()  # drafts the disk has not taken yet
        self._draft_files: DraftFiles = {}

    def changes(self) -> Sequence[Change]:
        """Leaving, waiting and refused changes in the order they were given."""
        with self._glance:
            found = [it for it in self._open.values() if it.state not in (WITHDRAWN, ChangeState.BEGUN)]
        return sorted(found, key=lambda it: it.seq)

    def begun(self) -> Sequence[Change]:
        """Requests that are begun here and that nobody else knows of, with what was done in them, in that order."""
        with self._glance:
            found = [it for it in self._open.values() if it.state == ChangeState.BEGUN]
        return sorted(found, key=lambda it: it.seq)

    def change(self, change_id: UUID) -> Change | None:
        """One of ``changes``."""
        with self._glance:
            return self._open.get(change_id)

    def unshown(self) -> Sequence[Change]:
        """Those given since the start whose effect the copy does not have yet; the writer has perhaps begun.

        Also one that the server has acknowledged meanwhile: the writer may still be busy with an earlier page.
        """
        with self._glance:
            found = list(self._unshown.values())
        return sorted((it for it in found if it.state in _HOPED_FOR), key=lambda it: it.seq)

    def draft(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> str:
        """The unsent text, empty when there is none."""
        with self._glance:
            return self._drafts[kind].get(conversation_id, "")

    def drafts(self, kind: DraftKind = DraftKind.REPLY) -> dict[UUID, str]:
        """All unsent texts of a kind by conversation."""
        with self._glance:
            return dict(self._drafts[kind])

    def base(self, place: Place) -> Base:
        """What the text of a draft stands on."""
        with self._glance:
            return self._bases.get(place, Base())

    def unshared(self) -> Sequence[Place]:
        """Drafts whose text the server does not have as far as is known here."""
        with self._glance:
            return [place for place, base in self._bases.items() if base.dirty]

    def draft_files(self, conversation_id: UUID) -> tuple[OutgoingFile, ...]:
        """The files of the unsent text to the customer."""
        with self._glance:
            return self._draft_files.get(conversation_id, ())

    def next_leaving(self) -> datetime | None:
        """When the next leaving change is to go, in the server's time."""
        with self._glance:
            times = [it.send_at for it in self._open.values() if it.state == ChangeState.LEAVING and it.send_at]
        return min(times, default=None)

    def waiting(self) -> Sequence[Change]:
        """Changes with a ``mid`` and no outcome, in order; those given up before a restore among them."""
        with self._glance:
            found = [it for it in self._open.values() if it.state in UNSETTLED and it.mid is not None]
        return sorted(found, key=lambda it: it.mid or 0)

    # ------------------------------------------------------------------ changing

    def _mirror_draft(self, conversation_id: UUID, kind: DraftKind, text: str) -> None:
        """A draft is this now, and not shared yet."""
        place = (conversation_id, kind)
        with self._glance:
            if text:
                self._drafts[kind][conversation_id] = text
            else:
                self._drafts[kind].pop(conversation_id, None)
            self._bases[place] = Base(self._bases.get(place, Base()).rev, dirty=True)

    def _mirror_base(self, place: Place, base: Base) -> None:
        with self._glance:
            self._bases[place] = base

    def _mirror_files(self, conversation_id: UUID, files: tuple[OutgoingFile, ...]) -> None:
        with self._glance:
            self._draft_files[conversation_id] = files
