"""What a window may read of the copy on this computer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from app.client.row import DraftKind

if TYPE_CHECKING:  # the list is there before what the other screens show is known
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

LIMIT = 50
"""So many hits a search brings unless more are asked for."""


class Queries(Protocol):
    """Reads of the main thread, each under 5 ms; values only. Single-row and list reads on their own connection."""

    def conversation_ids(self, view: View, limit: int | None = None, after: UUID | None = None) -> Sequence[UUID]:
        """Ids of a view in display order: at most ``limit``, and only those behind ``after`` while that one is here."""

    def held(self, view: View, ids: Collection[UUID]) -> Collection[UUID]:
        """Which of these a view and its tab have; of what is capped perhaps further down than is listed."""

    def count(self, view: View, since: datetime | None = None) -> int:
        """How many conversations a view and its tab have, with a message from that instant on."""

    def counts(self, view: View) -> Counts:
        """How many of a view are to be done and how many wait, whatever its tab."""

    def saved_views(self) -> Sequence[SavedViewRow]:
        """The searches this person keeps, in their order."""

    def tags(self) -> Sequence[TagRow]:
        """Labels of conversations, by name."""

    def conversation_rows(self, ids: Iterable[UUID]) -> Sequence[ConversationRow]:
        """Rows of those ids, in the order asked; ids that are gone are left out."""

    def rail(self) -> Sequence[RailCount]:
        """Counts of every place of the rail."""

    def queues(self) -> Sequence[QueueRow]:
        """Queues this operator may work, in their order."""

    def inboxes(self) -> Sequence[InboxRow]:
        """Every inbox of the workspace with its state, by name."""

    def may(self, action: str) -> bool:
        """Whether this operator's roles allow it, by its name in the permission matrix; the server decides."""

    def card(self, conversation_id: UUID) -> ConversationCard | None:
        """The conversation's header; None when it is not on this computer."""

    def timeline(self, conversation_id: UUID, limit: int = 50, before: Place | None = None) -> Sequence[EntryRow]:
        """The customer's entries over all conversations and channels, block by block, at most ``limit`` ending before.

        The open conversation's block comes last; in each the oldest entry first.
        """

    def stretch(self, conversation_id: UUID, entry_id: UUID, further: int) -> Stretch | None:
        """Where an entry stands in that timeline, and the place about ``further`` entries on; None: it is not in it."""

    def blocks(self, conversation_id: UUID) -> Sequence[BlockRow]:
        """The customer's conversations on this computer as blocks of its timeline, the open one's last."""

    def customer(self, customer_id: UUID) -> CustomerCard | None:
        """The customer panel."""

    def relation(
        self, customer_id: UUID, kinds: Collection[RelationKind], limit: int, before: RelationRow | None = None
    ) -> Sequence[RelationRow]:
        """What happened with a customer, the newest first: at most ``limit`` before that line; no kinds: all."""

    def organisations(self) -> Sequence[tuple[UUID, str]]:
        """Companies that are known here, by name."""

    def sender(self, conversation_id: UUID) -> SenderCard | None:
        """Whose mail it is, and what else of them is open; None when it is not on this computer."""

    def users(self) -> Sequence[UserRow]:
        """Colleagues by name."""

    def caller(self, number: Number) -> CallerRow:
        """Who is on the telephone, as far as this computer knows."""

    def addressee(self, address: str) -> CallerRow:
        """Whose mail address in small letters it is, as far as this computer knows."""

    def notices(self) -> Sequence[NoticeRow]:
        """What this operator was told of in the last seven days, the newest first."""

    def arrivals(self, ids: Iterable[UUID], since: datetime) -> Sequence[ArrivalRow]:
        """Unread messages of customers after an instant, in those of these conversations that are ours or nobody's."""

    def templates(self) -> Sequence[TemplateRow]:
        """Texts to reuse, by title."""

    def teams(self) -> Sequence[tuple[UUID, str]]:
        """The teams this operator belongs to, by name."""

    def draft(self, conversation_id: UUID, kind: DraftKind = DraftKind.REPLY) -> str:
        """The unsent text of this operator to the customer or to colleagues, empty when there is none."""

    def drafts(self, kind: DraftKind = DraftKind.REPLY) -> Mapping[UUID, str]:
        """All unsent texts of this operator of that kind, by conversation."""

    def draft_files(self, conversation_id: UUID) -> Sequence[OutgoingFile]:
        """The files of the unsent text to the customer, in their order."""

    def changes(self) -> Sequence[ChangeRow]:
        """Unsent and refused changes, oldest first."""

    def discarded(self) -> Sequence[ChangeRow]:
        """What this operator gave up in the last 30 days, the last first."""

    def blob(self, sha256: str) -> bytes | None:
        """Bytes of a file when they are on this computer. Any thread: a large one takes a while to decrypt."""

    def whereabouts(self, sha256: str) -> tuple[bool, Transfer | None]:
        """Whether the bytes of a file are on this computer, and how far they got while they are on their way."""
