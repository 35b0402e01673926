"""A letter that only sounds like a program's: above the talk one press says who wrote it."""

from collections.abc import Iterator
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.client.row import ConversationCard, EntryRow
from app.commands.junk import MarkCustomer
from app.domain.entry import EntryKind
from app.domain.status import Status
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.ask_line import AskLine
from ui.conversation.request_act import RequestActs, letter_writer
from ui.conversation.timeline_model import TimelineModel
from ui.translation import _

_TALK = frozenset({EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT})


class SuspectedLine(AskLine):
    """Asks while the newest message of the open request is such a letter; an answer to it says as much as a press.

    Whom somebody here called a person is not asked about again; the server marks no further letter of theirs.
    """

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__("suspected_line", "bot", parent)
        self._around: tuple[RequestActs, TimelineModel] | None = None
        self._people: dict[UUID, str] = {}
        self._letter: EntryRow | None = None
        bridge.submitted.connect(self._on_submitted)
        bridge.undone.connect(self._on_undone)
        self.accepted.connect(self._on_accepted)

    def serve(self, acts: RequestActs, model: TimelineModel) -> None:
        """Ask about what is open there."""
        self._around = acts, model
        for news in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.dataChanged):
            news.connect(self.look)

    @Slot()
    def look(self) -> None:
        """Ask, or ask no more; where an old message was gone to, the newest ones are not there to be looked at."""
        if self._around is None or self._around[1].has_newer:
            return
        acts, model = self._around
        card = acts.card
        newest = None if card is None else next(_talk(model, card), None)
        self._letter = newest if newest is not None and newest.kind is EntryKind.MESSAGE_IN else None
        if card is None or self._letter is None or not self._is_in_doubt(acts, card, self._letter):
            self.hide()
        elif all(it.kind is EntryKind.MESSAGE_IN and it.payload.get("suspected") for it in _talk(model, card)):
            self.ask(_("Sounds like a program's letter. Who wrote it?"), _("A person"), _("A program…"))
        else:
            self.ask(_("Sounds like a program's letter: nothing answers it by itself."), _("A person wrote it"))

    def _is_in_doubt(self, acts: RequestActs, card: ConversationCard, letter: EntryRow) -> bool:
        over = card.row.machine or card.row.status in (Status.SPAM, Status.CLOSED)
        return not over and acts.may_trust(letter) and letter_writer(letter) not in self._people.values()

    @Slot()
    def _on_accepted(self) -> None:
        if self._around is not None and self._letter is not None:
            self._around[0].trust(self._letter)

    @Slot(object, object, int)
    def _on_submitted(self, change_id: UUID, command: object, _undo_ms: int) -> None:
        if isinstance(command, MarkCustomer) and command.trusted:
            self._people[change_id] = command.pattern
            self.look()

    @Slot(object)
    def _on_undone(self, change_id: UUID) -> None:
        if self._people.pop(change_id, None):
            self.look()


def _talk(model: TimelineModel, card: ConversationCard) -> Iterator[EntryRow]:
    """What was written in the open request, the newest first."""
    for row in reversed(range(model.rowCount())):
        entry = model.item(row).entry
        if entry is not None and entry.conversation_id == card.row.id and entry.kind in _TALK:
            yield entry
