"""Two customers that are one person: find the other, say whose card stays."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Slot
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

from app.client.customer_row import CustomerCard
from app.client.query import Queries
from app.client.search import Finder, Found, PersonHit
from app.language.plain_text import one_line
from ui.bridge.background import Background
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.selection import FollowedSelection
from ui.wording import button_text

_ROLE = Qt.ItemDataRole.UserRole
_MOST = 20


class MergeDialog(QDialog):
    """Type a few letters, choose with the arrows, Enter. People are looked up beside the window."""

    def __init__(self, queries: Queries, finder: Finder, customer: CustomerCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("merge_dialog")
        self.setWindowTitle(_("Merge customers"))
        self._queries, self._finder, self._customer = queries, finder, customer
        self._asked: str | None = None
        words = QLabel(_("Their requests, addresses and promises come together under one name. It can be undone."))
        words.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Name, address or number"))
        self.field.setAccessibleName(_("Name, address or number"))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._look)
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
    def other(self) -> PersonHit | None:
        """Who was chosen."""
        row = self.list.currentRow()
        person: PersonHit | None = self.list.item(row).data(_ROLE) if row >= 0 else None
        return person

    @Slot()
    def _look(self) -> None:
        """One question at a time: letters typed meanwhile are asked about together."""
        if self._asked is not None:
            return
        self._asked = self.field.text()
        if not self._asked.strip():
            self._on_found(None)
            return
        asking = Background(partial(self._finder.find, self._asked, 1, people=_MOST), self)
        asking.done.connect(self._on_found)
        asking.failed.connect(self._on_failed)
        asking.broke.connect(self._on_failed)
        asking.start()

    @Slot()
    def _on_failed(self) -> None:
        """Nothing came of it; the next letter is looked up again."""
        self._on_found(None)

    @Slot(object)
    def _on_found(self, found: Found | None) -> None:
        asked, self._asked = self._asked, None
        if asked != self.field.text():
            self._look()
            return
        self.list.clear()
        for person in () if found is None else found.people:
            if self._may_be(person):
                self._add(person)
        self.list.setCurrentRow(0 if self.list.count() else -1)
        self.nothing.setVisible(bool(asked.strip()) and not self.list.count())
        self._enable()

    def _may_be(self, person: PersonHit) -> bool:
        """Somebody else, who was not merged before: what is merged has no request of its own any more."""
        if person.customer_id == self._customer.id:
            return False
        if person.talks:
            return True
        card = self._queries.customer(person.customer_id)
        return card is not None and not card.merged

    def _add(self, person: PersonHit) -> None:
        requests = ngettext("{count} request", "{count} requests", person.talks).format(count=person.talks)
        parts = (one_line(person.name, 60), one_line(person.address, 60), requests)
        item = QListWidgetItem(" · ".join(part for part in parts if part))
        item.setData(_ROLE, person)
        self.list.addItem(item)

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
