"""The port ``Queries`` over the cache."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from app.client.row import DraftKind
from app.client.store.queries import change, conversation_list, draft, rail
from app.client.store.queries.source import Source

if TYPE_CHECKING:
    from app.client.block import BlockRow, Place, Stretch
    from app.client.caller import CallerRow
    from app.client.customer_row import CustomerCard
    from app.client.inbox import InboxRow
    from app.client.notice.row import ArrivalRow, NoticeRow
    from app.client.relation import RelationKind, RelationRow
    from app.client.row import (
        ChangeRow,
        ConversationCard,
        ConversationRow,
        EntryRow,
        OutgoingFile,
        QueueRow,
        SenderCard,
        TagRow,
        TemplateRow,
        Transfer,
        UserRow,
    )
    from app.client.view import Counts, RailCount, SavedViewRow, View
    from app.language.phone import Number


class ScreenQueries:
    """Reads of the main thread on a connection of its own; see ``app.client.query.Queries``."""

    def __init__(self, source: Source, now: Callable[[], datetime]) -> None:
        self._source = source
        self._now = now

    def conversation_ids(self, view: View, limit: int | None = None, after: UUID | None = None) -> Sequence[UUID]:
        """Ids of a view in display order."""
        return conversation_list.conversation_ids(self._source, view, self._now(), limit, after)

    def held(self, view: View, ids: Collection[UUID]) -> Collection[UUID]:
        """Which of these a view has."""
        return conversation_list.held(self._source, view, ids, self._now())

    def count(self, view: View, since: datetime | None = None) -> int:
        """How many conversations a view has."""
        return conversation_list.count(self._source, view, self._now(), since)

    def counts(self, view: View) -> Counts:
        """How many are to be done, how many wait."""
        return conversation_list.counts(self._source, view, self._now())

    def saved_views(self) -> Sequence[SavedViewRow]:
        """The searches this person keeps."""
        return rail.saved_views(self._source)

    def tags(self) -> Sequence[TagRow]:
        """Labels by name."""
        return rail.tags(self._source)

    def conversation_rows(self, ids: Iterable[UUID]) -> Sequence[ConversationRow]:
        """Rows of those ids, in the order asked."""
        return conversation_list.conversation_rows(self._source, ids)

    def rail(self) -> Sequence[RailCount]:
        """Counts of every place of the rail."""
        return rail.rail(self._source, self._now())

    def queues(self) -> Sequence[QueueRow]:
        """Queues this operator may work, in their order."""
        return rail.queues(self._source)

    def inboxes(self) -> Sequence[InboxRow]:
        """Every inbox of the workspace with its state, by name."""
        from app.client.store.queries import inbox

        return inbox.inboxes(self._source)

    def may(self, action: str) -> bool:
        """Whether this operator's roles allow it."""
        from app.client.store.queries import inbox

        return inbox.may_do(self._source, action)

    def card(self, conversation_id: UUID) -> ConversationCard | None:
        """The conversation's header."""
        from app.client.store.queries import timeline

        with self._source.still():
            return timeline.card(self._source, conversation_id)

    def timeline(self, conversation_id: UUID, limit: int = 50, before: Place | None = None) -> Sequence[EntryRow]:
        """The customer's entries, oldest first."""
        from app.client.store.queries import timeline

        with self._source.still():
            return timeline.timeline(self._source, conversation_id, limit, before)

    def stretch(self, conversation_id: UUID, entry_id: UUID, further: int) -> Stretch | None:
        """Where an entry stands in the customer's timeline."""
        from app.client.store.queries import stretch

        with self._source.still():
            return stretch.stretch(self._source, conversation_id, entry_id, further)

    def blocks(self, conversation_id: UUID) -> Sequence[BlockRow]:
        """The customer's conversations as blocks."""
        from app.client.store.queries import block

        with self._source.still():
            return [it.row for it in block.blocks(self._source, conversation_id)]

    def customer(self, customer_id: UUID) -> CustomerCard | None:
        """The customer panel."""
        from app.client.store.queries import customer

        with self._source.still():
            return customer.customer(self._source, customer_id, self._now())

    def relation(
        self, customer_id: UUID, kinds: Collection[RelationKind], limit: int, before: RelationRow | None = None
    ) -> Sequence[RelationRow]:
        """What happened with a customer."""
        from app.client.store.queries import relation

        return relation.relation(self._source, customer_id.bytes, kinds, limit, before)

    def organisations(self) -> Sequence[tuple[UUID, str]]:
        """Companies by name."""
        from app.client.store.queries import customer

        return customer.organisations(self._source)

    def sender(self, conversation_id: UUID) -> SenderCard | None:
        """Whose mail it is."""
        from app.client.store.queries import sender

        with self._source.still():
            return sender.sender(self._source, conversation_id)

    def users(self) -> Sequence[UserRow]:
        """Colleagues by name."""
        return rail.users(self._source)

    def caller(self, number: Number) -> CallerRow:
        """Who is on the telephone."""
        from app.client.store.queries import caller

        return caller.caller(self._source, number)

    def addressee(self, address: str) -> CallerRow:
        """Whose mail address it is."""
        from app.client.store.queries import caller

        return caller.addressee(self._source, address)

    def notices(self) -> Sequence[NoticeRow]:
        """What this operator was told of."""
        from app.client.store.queries import notice

        return notice.notices(self._source, self._now())

    def arrivals(self, ids: Iterable[UUID], since: datetime) -> Sequence[ArrivalRow]:
        """Unread messages of customers after an instant."""
        from app.client.store.queries import notice

        return notice.arrivals(self._source, ids, since)

    def templates(self) -> Sequence[TemplateRow]:
        """Texts to reuse, by title."""
        from app.client.store.queries import template

        return template.templates(self._source)

    def teams(self) -> Sequence[tuple[UUID, str]]:
        """The teams this operator belongs to, by name."""
        return rail.teams(self._source)

    def draft(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> str:
        """The unsent text of this operator."""
        return draft.text(self._source, (conversation_id, kind))

    def drafts(self, kind: DraftKind = DraftKind.REPLY) -> Mapping[UUID, str]:
        """All unsent texts of this operator."""
        return self._source.outbox.drafts(kind)

    def draft_files(self, conversation_id: UUID) -> Sequence[OutgoingFile]:
        """The files of the unsent text to the customer."""
        return self._source.outbox.draft_files(conversation_id)

    def changes(self) -> Sequence[ChangeRow]:
        """Unsent and refused changes, oldest first."""
        return change.changes(self._source)

    def discarded(self) -> Sequence[ChangeRow]:
        """What this operator gave up, the last first."""
        return change.discarded(self._source)

    def blob(self, sha256: str) -> bytes | None:
        """Bytes of a file when they are on this computer."""
        return self._source.blobs.get(sha256)

    def whereabouts(self, sha256: str) -> tuple[bool, Transfer | None]:
        """Whether the bytes of a file are on this computer, and how far they got while they are on their way."""
        return self._source.blobs.has(sha256), self._source.transfers.get(sha256)
