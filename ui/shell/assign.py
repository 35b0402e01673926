"""Give a conversation to a colleague, or back to its queue."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.client.row import ConversationCard, UserRow
from app.language.lookup import is_found
from app.language.named import in_language
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.theme.tokens import theme
from ui.translation import _, language
from ui.widgets.selection import FollowedSelection

_USER_ROLE = Qt.ItemDataRole.UserRole


def assign(bridge: DeskBridge, card: ConversationCard, assignee_id: UUID | None) -> bool:
    """Submit the change; the first of two operators wins, the other is told. False: it could not be stored."""
    from app.commands.conversation import AssignConversation

    row = card.row
    return bridge.submit(AssignConversation(row.id, bridge.new_id(), assignee_id, row.assignee_id)) is not None


class AssignDialog(QDialog):
    """Type a few letters, choose with the arrows, Enter."""

    def __init__(self, bridge: DeskBridge, give: Callable[[object], None], parent: QWidget | None = None) -> None:
        """``give`` is told the colleague's id, None: back to the queue, or the ``QueueRow`` of another queue."""
        super().__init__(parent)
        self.setObjectName("assign_dialog")
        self.setWindowTitle(_("Assign to…"))
        self._bridge, self._give = bridge, give
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Name of a colleague"))
        self.field.setAccessibleName(_("Name of a colleague"))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Colleagues"))
        self.list.itemActivated.connect(self._on_activated)
        FollowedSelection(self.list)
        for name, target in self._choices():
            item = QListWidgetItem(one_line(name, 80))
            item.setData(_USER_ROLE, target)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Assign"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for part in (self.field, self.list, self.buttons):
            column.addWidget(part)
        self.resize(theme().size("toast"), theme().size("toast"))

    def accept(self) -> None:
        """Assign to the chosen one."""
        row = self.list.currentRow()
        if row >= 0:
            self._give(self.list.item(row).data(_USER_ROLE))
        super().accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the letters go to the field."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self._step(step)
                return True
        return super().eventFilter(watched, event)

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

    def _step(self, step: int) -> None:
        shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        ahead = [row for row in shown if (row - self.list.currentRow()) * step > 0]
        if ahead:
            self.list.setCurrentRow(min(ahead) if step > 0 else max(ahead))

    def _on_text_changed(self, text: str) -> None:
        first = -1
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not is_found(text, item.text()))
            if first < 0 and not item.isHidden():
                first = row
        self.list.setCurrentRow(first)

    def _on_activated(self, _item: QListWidgetItem) -> None:
        self.accept()
