"""Merging, linking and moving: what is asked for it, and the commands that leave."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.client.row import ConversationCard, ConversationRow, EntryRow
from app.client.view import Tab, View, ViewKind
from app.commands.link import LinkConversations
from app.commands.merge import MergeConversations, UnmergeConversation
from app.commands.move import MOVABLE, MoveEntries, UnmoveEntries
from app.domain.entry import EntryKind
from app.domain.request_field import MAX_SUBJECT
from app.domain.status import Status
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.unfinished import keep_fields
from ui.conversation.drafts_along import Along, DraftsAlong
from ui.conversation.item import text_of
from ui.conversation.line_dialog import LineDialog
from ui.conversation.merge_words import merge_warning
from ui.conversation.request_act import RequestActs
from ui.conversation.request_picker import RequestPicker
from ui.translation import _
from ui.widgets.toast import UNDO_MS

_TAKES_NO_MORE = frozenset({Status.CLOSED, Status.SPAM})
_LOOKED_BACK = 500
"""Entries in which the line of a merge is looked for."""


class JoinActs(QObject):
    """Every change leaves as a command, with some seconds to undo it; later its line in the log takes it back."""

    moved_away = Signal(object)
    """The open request goes on in another one, or again in the one it came from. Carries that one's ``UUID``."""

    def __init__(self, bridge: DeskBridge, acts: RequestActs, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._acts, self._window = bridge, acts, window
        self._drafts = DraftsAlong(bridge)
        self._along: dict[UUID, Along] = {}
        bridge.undone.connect(self._on_undone)
        self.dialog: RequestPicker | LineDialog | None = None
        """What is being asked."""

    @property
    def _card(self) -> ConversationCard | None:
        return self._acts.card

    # ------------------------------------------------------------------ merging

    def can_merge(self) -> bool:
        """Whether the open request may end in another one."""
        card = self._card
        return card is not None and card.fields.merged_into is None and card.row.status is not Status.SPAM

    def ask_merge(self) -> None:
        """Into which other request of the customer?"""
        card = self._card
        if card is None or not self.can_merge():
            return
        title = _("Merge this request into another one of the same customer. It ends here and goes on there.")
        empty = _("No other request of this customer goes on.")
        find, me = partial(self._of_customer, card), self._bridge.desk.person.user_id
        picker = RequestPicker(title, _("Merge"), find, self._window, empty=empty)
        picker.warn_by(partial(merge_warning, self._bridge.queries, me, card))
        self._open(picker, self._merge)

    def _of_customer(self, card: ConversationCard, text: str) -> Sequence[ConversationRow]:
        ids = [it.id for it in reversed(self._bridge.queries.blocks(card.row.id)) if it.id != card.row.id]
        rows = [it for it in self._bridge.queries.conversation_rows(ids) if it.status not in _TAKES_NO_MORE]
        return [it for it in rows if text.casefold() in f"{it.number} {it.subject}".casefold()]

    def _merge(self, target_id: UUID) -> None:
        card = self._card
        if card is None:
            return
        command = MergeConversations(card.row.id, self._bridge.new_id(), target_id, card.status_rev)
        change_id = self._bridge.submit(command, undo_ms=UNDO_MS)
        if change_id is not None:
            self.moved_away.emit(target_id)
            self._along[change_id] = self._drafts.take(card.row.id, target_id)

    @Slot(object)
    def _on_undone(self, change_id: UUID) -> None:
        """A merge that has not left was taken back: one is again where it was asked for, with what one wrote there."""
        along = self._along.pop(change_id, None)
        if along is None:
            return
        if self._card is not None and self._card.row.id == along.target_id:
            self.moved_away.emit(along.source_id)
        self._drafts.give_back(along)

    def unmerge(self) -> None:
        """Take the merge of the open request back."""
        card = self._card
        if card is None or card.fields.merged_into is None:
            return
        entries = reversed(self._bridge.queries.timeline(card.row.id, _LOOKED_BACK))
        line = next((it for it in entries if it.conversation_id == card.row.id and is_merge(it)), None)
        if line is not None:
            self._bridge.submit(UnmergeConversation(card.row.id, self._bridge.new_id(), line.entry_id))

    # ------------------------------------------------------------------ links

    def ask_link(self) -> None:
        """With which other request?"""
        if self._card is not None:
            title = _("Link this request with another one. Both stay as they are and name each other.")
            self._open(RequestPicker(title, _("Link"), self._anywhere, self._window), self._link)

    def _anywhere(self, text: str) -> Sequence[ConversationRow]:
        """Requests on this computer: of the customer without a text, of all queues with one."""
        card, queries = self._card, self._bridge.queries
        if card is None:
            return ()
        ids = [it.id for it in reversed(queries.blocks(card.row.id))]
        if text:
            views = [View(ViewKind.QUEUE, it.id, tab, text) for it in queries.queues() for tab in Tab]
            ids = [it for view in views for it in queries.conversation_ids(view)]
        wanted = [it for it in dict.fromkeys(ids) if it != card.row.id]
        return queries.conversation_rows(wanted[:100])

    def _link(self, target_id: UUID) -> None:
        if self._card is not None:
            self._bridge.submit(LinkConversations(self._card.row.id, self._bridge.new_id(), target_id))

    def unlink(self, target_id: UUID) -> None:
        """The two do not belong together."""
        if self._card is not None:
            self._bridge.submit(LinkConversations(self._card.row.id, self._bridge.new_id(), target_id, on=False))

    # ------------------------------------------------------------------ moving

    def can_move(self, entry: EntryRow | None) -> bool:
        """Whether a row can stand in another request: acknowledged, and something that was said or noted."""
        return entry is not None and entry.kind in MOVABLE and not entry.pending

    def ask_move(self, entry: EntryRow) -> None:
        """Where does it belong?"""
        if not self.can_move(entry):
            return
        title = _("Move this message to the request it belongs to.")
        picker = RequestPicker(title, _("Move"), self._taking, self._window, own=_("A request of its own…"))
        picker.new_wanted.connect(partial(self.ask_split, [entry]))
        self._open(picker, partial(self._move, [entry]))

    def _taking(self, text: str) -> Sequence[ConversationRow]:
        return [it for it in self._anywhere(text) if it.status is not Status.CLOSED]

    def ask_split(self, entries: Sequence[EntryRow]) -> None:
        """How is the request of its own to be named?"""
        first = one_line(str(entries[0].payload.get("subject") or "") or text_of(entries[0]), 80)
        self.dialog = LineDialog(_("Subject of the new request"), first, MAX_SUBJECT, self._window, may_be_empty=False)
        self.dialog.chosen.connect(partial(self._split, entries))
        place = entries[0].conversation_id
        keep_fields(self._bridge, f"split:{entries[0].entry_id}", self.dialog, {"text": self.dialog.line}, place)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _split(self, entries: Sequence[EntryRow], subject: str) -> None:
        self._move(entries, self._bridge.new_id(), subject)

    def _move(self, entries: Sequence[EntryRow], target_id: UUID, subject: str = "") -> None:
        source, ids = entries[0].conversation_id, [it.entry_id for it in entries]
        self._bridge.submit(MoveEntries(source, self._bridge.new_id(), target_id, ids, subject), undo_ms=UNDO_MS)

    def can_take_back(self, entry: EntryRow) -> bool:
        """Whether a row tells of a merge or a move that nobody has taken back since."""
        if not _is_undoable(entry):
            return False
        later = self._bridge.queries.timeline(entry.conversation_id, _LOOKED_BACK)
        undone = {it.payload.get("of") for it in later if it.kind is entry.kind and it.payload.get("undone")}
        return str(entry.entry_id) not in undone

    def take_back(self, entry: EntryRow) -> None:
        """Undo what a line of the log tells: a merge or a move."""
        if entry.kind is EntryKind.MOVE:
            self._bridge.submit(UnmoveEntries(entry.conversation_id, self._bridge.new_id(), entry.entry_id))
        elif is_merge(entry):
            self._bridge.submit(UnmergeConversation(entry.conversation_id, self._bridge.new_id(), entry.entry_id))

    def _open(self, picker: RequestPicker, act: object) -> None:
        assert callable(act)
        self.dialog = picker
        picker.chosen.connect(self._acts.asked(act))
        picker.finished.connect(picker.deleteLater)
        picker.open()


def is_merge(entry: EntryRow) -> bool:
    """Is it the line of a request that says into which one it was merged?"""
    return entry.kind is EntryKind.MERGE and "into" in entry.payload and not entry.payload.get("undone")


def _is_undoable(entry: EntryRow) -> bool:
    """Is it a line whose merge or move can be undone, as far as it tells itself?"""
    if entry.pending or entry.payload.get("undone"):
        return False
    return is_merge(entry) or (entry.kind is EntryKind.MOVE and "entries" in entry.payload)


def leaving_words(command: object) -> str:
    """What the bar says while a merge or a move can be undone at once; empty for other commands."""
    if isinstance(command, MergeConversations):
        return _("The requests are being merged")
    if isinstance(command, MoveEntries):
        return _("The message is being moved")
    return ""
