"""The text of the current row, open for selecting, for links and for screen readers."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView

from ui.conversation.message_browser import MessageBrowser
from ui.conversation.timeline_model import AnyIndex, TimelineModel


class OpenText(QObject):
    """At most one row's text is open at a time."""

    link_activated = Signal(str)
    """A link in it was clicked. Carries its address, unchecked."""

    def __init__(self, view: QAbstractItemView, rows: TimelineModel) -> None:
        super().__init__(view)
        self._view = view
        self._rows = rows
        self._opened = QPersistentModelIndex()

    def open(self, current: AnyIndex) -> None:
        """Open the text of that row; a row without one opens nothing."""
        self.close()
        if current.isValid() and self._rows.item(current.row()).has_text:
            self._opened = QPersistentModelIndex(current)
            self._view.openPersistentEditor(current)
            browser = self._view.indexWidget(current)
            if isinstance(browser, MessageBrowser):
                browser.anchorClicked.connect(self._on_anchor_clicked)

    def close(self) -> None:
        """The row draws its text itself again."""
        if self._opened.isValid():
            self._view.closePersistentEditor(self._opened)
        self._opened = QPersistentModelIndex()

    def enter(self, index: QModelIndex) -> None:
        """The keyboard goes into the text."""
        browser = self._view.indexWidget(index)
        if isinstance(browser, MessageBrowser):
            browser.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_anchor_clicked(self, address: Any) -> None:
        self.link_activated.emit(address.toString())
