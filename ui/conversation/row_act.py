"""What can be done with a row of the timeline, by a click on a part of it or by its menu."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.language.plain_text import full_body
from ui.conversation.document import Documents
from ui.conversation.item import Item, text_of
from ui.conversation.timeline_delegate import Hit, TimelineDelegate
from ui.translation import _
from ui.wording import button_text


class RowActs(QObject):
    """Says what is wanted; folding quoted text is done by whoever lays the rows out."""

    link_activated = Signal(str)
    """A link was clicked. Carries its address, unchecked."""
    file_activated = Signal(object)
    """A file was chosen. Carries its ``FileRow``."""
    whole_requested = Signal(object)
    """The whole text of a long message is wanted. Carries its ``EntryRow``."""
    quote_toggled = Signal(object)
    """Quoted text is to be shown or hidden. Carries the ``Item``."""

    def __init__(self, view: QWidget, delegate: TimelineDelegate, documents: Documents) -> None:
        super().__init__(view)
        self._view = view
        self._delegate = delegate
        self._documents = documents

    def has_quote(self, item: Item) -> bool:
        """Is there quoted text to show or hide?"""
        return item.has_text and self._delegate.geometry(item, self._delegate.width).quote is not None

    def act(self, item: Item, hit: Hit) -> None:
        """Do what a click on that part means."""
        if hit.what == "quote":
            self.quote_toggled.emit(item)
        elif hit.what == "more":
            self.whole_requested.emit(item.entry)
        elif hit.what == "file":
            self.file_activated.emit(hit.file)
        else:
            self.link_activated.emit(hit.address)

    def menu(self, item: Item) -> QMenu:
        """Everything of the row; the caller shows and deletes it."""
        assert item.entry is not None
        menu, entry = QMenu(self._view), item.entry
        menu.addAction(_("Copy text"), partial(self.copy, item))
        if self.has_quote(item):
            shown = entry.entry_id in self._documents.unfolded
            words = _("Hide quoted text") if shown else _("Show quoted text")
            menu.addAction(words, partial(self.quote_toggled.emit, item))
        if item.has_text:
            menu.addAction(_("Show the whole message"), partial(self.whole_requested.emit, entry))
        for file in entry.files:
            words = _("Save “{name}”…") if file.local else _("Fetch “{name}”")
            menu.addAction(words.format(name=button_text(file.name)), partial(self.file_activated.emit, file))
        return menu

    def copy(self, item: Item) -> None:
        """The row's text to the clipboard."""
        if item.entry is not None:
            QGuiApplication.clipboard().setText(full_body(text_of(item.entry), 1_000_000))
