"""Two customers that are one person: find the other, say whose card stays."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.client.customer_row import CustomerCard, PersonRow
from app.client.query import Queries
from app.language.lookup import in_either_layout
from app.language.plain_text import one_line
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.selection import FollowedSelection
from ui.wording import button_text

_ROLE = Qt.ItemDataRole.UserRole


class MergeDialog(QDialog):
    """Type a few letters, choose with the arrows, Enter."""

    def __init__(self, queries: Queries, customer: CustomerCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("merge_dialog")
        self.setWindowTitle(_("Merge customers"))
        self._queries, self._customer = queries, customer
        words = QLabel(_("Their requests, addresses and promises come together under one name. It can be undone."))
        words.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Name, address or number"))
        self.field.setAccessibleName(_("Name, address or number"))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._show_people)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Customers"))
        self.list.currentRowChanged.connect(self._enable)
        FollowedSelection(self.list)
        self.nothing = QLabel(_("Nobody here fits."))
        self.nothing.setProperty("role", "secondary")
        self.nothing.hide()
        self.stays = QRadioButton(_stays(customer.name))
        self.goes = QRadioButton(_("The other one stays"))
        self.stays.setChecked(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Merge"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme().space(4))
        for part in (words, self.field, self.nothing, self.list, self.stays, self.goes, self.buttons):
            column.addWidget(part)
        self.resize(theme().size("dialog"), theme().size("dialog"))
        self._enable()

    @property
    def other(self) -> PersonRow | None:
        """Who was chosen."""
        row = self.list.currentRow()
        person: PersonRow | None = self.list.item(row).data(_ROLE) if row >= 0 else None
        return person

    def _show_people(self, text: str) -> None:
        self.list.clear()
        for person in in_either_layout(self._find, text):
            requests = ngettext("{count} request", "{count} requests", person.requests).format(count=person.requests)
            parts = (one_line(person.name, 60), one_line(person.address, 60), requests)
            item = QListWidgetItem(" · ".join(part for part in parts if part))
            item.setData(_ROLE, person)
            self.list.addItem(item)
        self.list.setCurrentRow(0 if self.list.count() else -1)
        self.nothing.setVisible(bool(text.strip()) and not self.list.count())
        self._enable()

    def _find(self, text: str) -> Sequence[PersonRow]:
        return self._queries.people(text, self._customer.id)

    def _enable(self) -> None:
        self.goes.setText(_("The other one stays") if self.other is None else _stays(self.other.name))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.other is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the letters go to the field."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)


def _stays(name: str) -> str:
    return _("“{name}” stays").format(name=button_text(one_line(name, 60)))
