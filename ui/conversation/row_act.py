"""What can be done with a row of the timeline, by a click on a part of it or by its menu."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.client.row import EntryRow, FileRow
from app.domain.delivery import ACCOUNT_FAULTS, TAKEN_BACK, DeliveryState
from app.domain.entry import EntryKind
from app.language.plain_text import full_body
from ui.conversation.cloud_words import cloud_name, host_of
from ui.conversation.document import Documents
from ui.conversation.item import Item, clouds_of, text_of
from ui.conversation.timeline_delegate import Hit, TimelineDelegate
from ui.files.file_acts import FileActs, add_file_acts
from ui.translation import _
from ui.widgets.menu import pop_up
from ui.wording import button_text


class RowActs(QObject):
    """Says what is wanted; folding quoted text is done by whoever lays the rows out."""

    link_activated = Signal(str)
    """A link was clicked. Carries its address, unchecked."""
    file_activated = Signal(object)
    """A file is to be opened. Carries its ``FileRow``."""
    file_looked_at = Signal(object, object)
    """A file is to be shown, here if that can be. Carries its ``FileRow`` and a list of all of its message."""
    file_saved = Signal(object)
    """A file is to be saved. Carries its ``FileRow``."""
    file_copied = Signal(object)
    """A file is to go to the clipboard. Carries its ``FileRow``."""
    taken_back = Signal(object)
    """A message that did not arrive is to come back into the editor. Carries its ``EntryRow``."""
    sent_again = Signal(object)
    """A message that did not, or perhaps did not, leave is to leave once more. Carries its ``EntryRow``."""
    whole_requested = Signal(object)
    """The whole text of a long message is wanted. Carries its ``EntryRow``."""
    quote_toggled = Signal(object)
    """Quoted text is to be shown or hidden. Carries the ``Item``."""

    request_opened = Signal(object)
    """Another request is to be shown. Carries its ``UUID``."""

    def __init__(self, view: QWidget, delegate: TimelineDelegate, documents: Documents) -> None:
        super().__init__(view)
        self._view = view
        self._delegate = delegate
        self._documents = documents
        self.also: Callable[[QMenu, Item], None] = lambda menu, item: None
        """What else stands in the menu of a row."""

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
            self.file_looked_at.emit(hit.file, [] if item.entry is None else list(item.entry.files))
        elif hit.what == "block":
            self.request_opened.emit(item.leads_to)
        else:
            self.link_activated.emit(hit.address)

    def pop_menu(self, item: Item, where: QPoint, *, by_key: bool) -> None:
        """Show everything of the row there; its first act is marked when a key asked for it."""
        menu = self.menu(item)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        pop_up(menu, where, by_key=by_key)

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
        if may_send_again(entry):
            asks = entry.delivery is DeliveryState.UNKNOWN
            menu.addAction(_("Send again…") if asks else _("Send again"), partial(self.sent_again.emit, entry))
        if may_take_back(entry):
            menu.addAction(_("Take back into the editor"), partial(self.taken_back.emit, entry))
        for file in entry.files:
            self._add_file(menu, file, entry.files)
        for link in clouds_of(entry):
            words = _("Open “{file}” at {host}…").format(file=cloud_name(link), host=host_of(link.url))
            menu.addAction(button_text(words), partial(self.link_activated.emit, link.url))
        self.also(menu, item)
        return menu

    def _add_file(self, menu: QMenu, file: FileRow, files: Sequence[FileRow]) -> None:
        """What can be done with a file; one of several has a menu of its own."""
        menu = menu if len(files) == 1 else menu.addMenu(button_text(file.name))
        acts = FileActs(
            to_look=partial(self.file_looked_at.emit, file, list(files)),
            to_open=partial(self.file_activated.emit, file),
            to_save=partial(self.file_saved.emit, file),
            to_copy=partial(self.file_copied.emit, file),
        )
        add_file_acts(menu, file, acts)

    def copy(self, item: Item) -> None:
        """The row's text to the clipboard."""
        if item.entry is not None:
            QGuiApplication.clipboard().setText(full_body(text_of(item.entry), 1_000_000))


def may_take_back(entry: EntryRow) -> bool:
    """A message of ours that failed for good, or perhaps, and so can be written anew."""
    return _is_ended(entry)


def may_send_again(entry: EntryRow) -> bool:
    """A message of ours that can leave as it is, and nobody has taken back."""
    unsent = entry.delivery is DeliveryState.UNKNOWN or entry.delivery_reason in ACCOUNT_FAULTS
    return _is_ended(entry) and unsent and entry.delivery_reason != TAKEN_BACK


def _is_ended(entry: EntryRow) -> bool:
    ended = entry.delivery in (DeliveryState.FAILED, DeliveryState.UNKNOWN)
    return entry.kind is EntryKind.MESSAGE_OUT and ended and not entry.pending
