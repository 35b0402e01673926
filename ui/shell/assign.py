"""Give a conversation to a colleague, or back to its queue, with a word for whoever gets it when there is one."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QListWidgetItem, QVBoxLayout, QWidget

from app.client.row import ConversationCard, UserRow
from app.language.named import in_language
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.handing_words import HandingWords
from ui.shell.pick_dialog import PickDialog
from ui.standing import standing_sign, standing_words
from ui.standing_item import SaidDelegate, say_beside
from ui.theme.tokens import theme
from ui.translation import _, language
from ui.widgets.tab_order import tab_through

_FRAME = 48
"""What the system draws around a dialog, at most."""

_USER_ROLE = Qt.ItemDataRole.UserRole


def assign(bridge: DeskBridge, card: ConversationCard, assignee_id: UUID | None) -> bool:
    """Submit the change; the first of two operators wins, the other is told. False: it could not be stored."""
    from app.commands.conversation import AssignConversation

    row = card.row
    return bridge.submit(AssignConversation(row.id, bridge.new_id(), assignee_id, row.assignee_id)) is not None


class AssignDialog(PickDialog):
    """Type a few letters, choose with the arrows, Enter; a word for the receiver only if one wants to."""

    def __init__(
        self, bridge: DeskBridge, give: Callable[[object], None], parent: QWidget | None = None, *, summary: str = ""
    ) -> None:
        """``give`` is told the colleague's id, None: back to the queue, or the ``QueueRow`` of another queue.

        ``summary``: of the one request that is given; empty for several.
        """
        super().__init__(_("Name of a colleague"), _("Colleagues"), _("Assign"), parent)
        self.setObjectName("assign_dialog")
        self.setWindowTitle(_("Assign to…"))
        self._bridge, self._give = bridge, give
        self.words = HandingWords(summary)
        self.words.finished.connect(self.accept)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.indexOf(self.buttons), self.words)
        tab_through(self.list, self.words, self.buttons)
        wanted = self.height() + self.words.sizeHint().height()
        self.resize(theme().size("dialog"), min(wanted, self.screen().availableGeometry().height() - _FRAME))
        self.list.itemActivated.connect(self._on_activated)
        for name, target in self._choices():
            item = QListWidgetItem(one_line(name, 80))
            item.setData(_USER_ROLE, target)
            self.list.addItem(item)
        self.list.setItemDelegate(SaidDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self._show_standing()
        bridge.standing.changed.connect(self._show_standing)
        self.list.setCurrentRow(0)

    @property
    def note(self) -> str:
        """What goes to the receiver with it; empty: nothing does."""
        return self.words.text

    def accept(self) -> None:
        """Assign to the chosen one."""
        row = self.list.currentRow()
        if row >= 0:
            self._give(self.list.item(row).data(_USER_ROLE))
        super().accept()

    @Slot()
    def _show_standing(self) -> None:
        """What each does; it informs, and forbids nobody."""
        me, standing = self._bridge.desk.person.user_id, self._bridge.standing
        targets = [(item, item.data(_USER_ROLE)) for item in map(self.list.item, range(self.list.count()))]
        states = {it: standing.of(it) for _item, it in targets if isinstance(it, UUID)}
        is_known = any(it is not None for it in states.values())
        for item, target in targets:
            state = states.get(target) if isinstance(target, UUID) else None
            usual = "user-round" if target == me else "inbox"
            say_beside(item, standing_words(state), standing_sign(state) or (usual if is_known else ""))

    def _choices(self) -> list[tuple[str, object]]:
        me = self._bridge.desk.person.user_id
        users = sorted(self._bridge.queries.users(), key=lambda user: (user.id != me, user.name))
        named: list[tuple[str, object]] = [(self._name(user, me), user.id) for user in users]
        queues = [(in_language(it.names, it.name, language()), it) for it in self._bridge.queries.queues()]
        return [
            *named,
            (_("Nobody: back to the queue"), None),
            *((_("Queue {name}").format(name=name), queue) for name, queue in queues),
        ]

    def _name(self, user: UserRow, me: UUID) -> str:
        return _("{name} (you)").format(name=user.name) if user.id == me else user.name

    def _on_activated(self, _item: QListWidgetItem) -> None:
        self.accept()
