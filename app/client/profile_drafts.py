"""``Drafting`` of a profile: what the server has of its unsent texts, and what it has for this desk."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from app.client.drafting import Addressing, DraftOffer, EarlierText, LaterText
from app.client.port import Trouble
from app.client.row import ChangeState, DraftKind
from app.client.store.addressing import AddressingBook
from app.client.store.draft import Base, Place
from app.client.store.outbox import Outbox
from app.client.store.queries import draft
from app.client.store.queries.source import Source
from app.client.store.unfinished import UnfinishedBook

_SAVE = "save_draft@"


class ProfileDrafts:
    """``Drafting`` over outbox and cache. Main thread only."""

    def __init__(
        self,
        source: Source,
        outbox: Outbox,
        wall: Callable[[], datetime],
        submit: Callable[[object], UUID],
    ) -> None:
        self._source = source
        self._outbox = outbox
        self._wall = wall
        self._submit = submit
        self._addressing, self._unfinished = AddressingBook(outbox), UnfinishedBook(outbox)

    def save(self, conversation_id: UUID, words: str, kind: DraftKind) -> None:
        """Keep the text as typed. Raises ``Trouble``: ``DISK_FULL``."""
        place = (conversation_id, kind)
        if draft.text(self._source, place) != words or self._outbox.is_unkept(place):
            self._outbox.save_draft(conversation_id, words, self._wall(), kind, draft.over(self._source, place))

    def share(self) -> bool:
        """Coalesced: of one draft no second save is given while an earlier one is on its way.

        The text of a request that is only begun stays here with it.
        """
        from app.commands.draft import MOST_BYTES

        client = self._outbox.meta("client")
        begun = self._source.begun()
        places = [it for it in self._outbox.unshared() if it[0] not in begun]
        if client is None or not places:
            return False
        shared = draft.shared(self._source)
        under_way = self._under_way()
        waits = False
        for place in places:
            text, row = self._outbox.draft(*place), shared.get(place)
            if (row.text if row else "") == text:
                self._outbox.set_base(place, Base(row.rev if row else self._outbox.base(place).rev))
            elif place in under_way:
                waits = True
            elif len(text.encode()) <= MOST_BYTES:
                self._give(place, text, row.rev if row else 0, UUID(client))
        return waits

    def offers(self, conversation_id: UUID) -> Sequence[DraftOffer]:
        """See ``Drafting``."""
        return [
            DraftOffer(*row)
            for row in draft.offers(self._source, conversation_id)
            if row[3].strip() and row[3] not in self._source.outbox.draft(conversation_id, row[2])
        ]

    def later(self, conversation_id: UUID) -> Sequence[LaterText]:
        """See ``Drafting``."""
        return [LaterText(*row) for row in draft.later(self._source, conversation_id)]

    def addressing(self, conversation_id: UUID) -> Addressing:
        """See ``Drafting``."""
        return self._addressing.get(conversation_id)

    def address(self, conversation_id: UUID, addressing: Addressing) -> None:
        """See ``Drafting``."""
        with suppress(Trouble):
            self._addressing.save(conversation_id, addressing)

    def unfinished(self, name: str) -> str:
        """See ``Drafting``."""
        return self._unfinished.get(name)

    def keep_unfinished(self, name: str, text: str, about: UUID | None = None) -> None:
        """See ``Drafting``."""
        with suppress(Trouble):
            self._unfinished.save(name, text, about)

    def earlier(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> Sequence[EarlierText]:
        """See ``Drafting``."""
        return [EarlierText(*it) for it in self._outbox.past((conversation_id, kind))]

    def _give(self, place: Place, text: str, rev: int, client: UUID) -> None:
        from app.commands.draft import SaveDraft

        base = self._outbox.base(place)
        self._submit(SaveDraft(place[0], place[1].value, text, base.rev, client))
        self._outbox.set_base(place, Base(rev + 1))

    def _under_way(self) -> set[Place]:
        """Drafts with a save that has no outcome; refused ones are put away."""
        found = set()
        for change in self._outbox.changes():
            if not change.name.startswith(_SAVE) or change.conversation_id is None:
                continue
            if change.state == ChangeState.WAITING:
                found.add((change.conversation_id, DraftKind(change.args["kind"])))
            else:
                self._outbox.settle_quietly(change.change_id, self._wall())
        return found
