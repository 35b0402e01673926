"""What the header, the filter and the kept searches make of the view that is shown."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.client.view import Only, Sort, View, ViewKind
from app.language.lookup import other_layout
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation_list.filter_bar import FilterBar
from ui.conversation_list.header import ListHeader
from ui.conversation_list.keeping import Keeping


class Narrowing(QObject):
    """Turns what is chosen above a list into the view that is wanted."""

    wanted = Signal(object)
    """The same place, narrowed or ordered otherwise. Carries its ``View``."""

    went = Signal(object)
    """Another place of the rail is to be shown. Carries its ``View``."""

    resized = Signal()
    """The filter came or went."""

    def __init__(
        self, bridge: DeskBridge, header: ListHeader, filter_bar: FilterBar, parent: QWidget, rows: Callable[[], int]
    ) -> None:
        """``rows``: how many the list has."""
        super().__init__(parent)
        self._rows = rows
        self._queries = bridge.queries
        self._header, self._filter = header, filter_bar
        self._keeping = Keeping(bridge, parent)
        filter_bar.hide()
        filter_bar.narrowed.connect(self._on_narrowed)
        filter_bar.kept.connect(self._on_kept)
        header.filter.toggled.connect(self._on_toggled)
        header.sorted.connect(self._on_sorted)
        header.kept.connect(self._on_kept)
        header.renamed.connect(self._on_renamed)
        header.removed.connect(self._on_removed)

    @property
    def view(self) -> View:
        """What is shown."""
        return self._header.view

    def show_view(self, view: View) -> None:
        """Something else is shown now."""
        self._header.view = view
        self._filter.show_view(view)

    def begin(self, view: View) -> View:
        """Another place: what the last one was narrowed to is taken off, its order stays."""
        self._header.filter.blockSignals(True)
        self._header.filter.setChecked(False)
        self._header.filter.blockSignals(False)
        self._filter.hide()
        self.resized.emit()
        return view if view.kind is ViewKind.SAVED else replace(view, sort=self.view.sort)

    def look_as(self, sort: Sort, *, compact: bool) -> None:
        """As the person wants lists: their order, and how high rows are."""
        self._header.compacted.emit(compact)
        if sort is not self.view.sort:
            self.wanted.emit(replace(self.view, sort=sort))

    def open(self, text: str = "") -> None:
        """The cursor goes to the field, with what was already typed elsewhere."""
        self._header.filter.setChecked(True)
        if text:
            self._filter.field.setText(text)
        self._filter.window().activateWindow()  # it may have been asked for in a window of its own
        self._filter.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close(self) -> None:
        """The filter is taken off."""
        self._header.filter.setChecked(False)

    @Slot(str, object)
    def _on_narrowed(self, text: str, only: Only) -> None:
        """What finds nothing is looked for as the same keys of the other layout, and stands there as it was typed."""
        self.wanted.emit(replace(self.view, filter=text, only=only))
        for meant in (other_layout(text), text) if text else ():
            if not self._rows():
                self.wanted.emit(replace(self.view, filter=meant))

    @Slot(object)
    def _on_sorted(self, sort: Sort) -> None:
        self.wanted.emit(replace(self.view, sort=sort))

    @Slot(bool)
    def _on_toggled(self, shown: bool) -> None:
        self._filter.setVisible(shown)
        if shown:
            self._filter.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.view.kind is not ViewKind.SAVED:
            self.wanted.emit(replace(self.view, filter="", only=Only()))
        self.resized.emit()

    @Slot()
    def _on_kept(self) -> None:
        saved_id = self._keeping.keep(self.view)
        row = next((it for it in self._queries.saved_views() if it.id == saved_id), None)
        if row is not None and self.view.saved_id != saved_id:
            self.went.emit(row.view)

    @Slot()
    def _on_renamed(self) -> None:
        self._keeping.rename(self.view)
        self.wanted.emit(self.view)

    @Slot()
    def _on_removed(self) -> None:
        if self._keeping.remove(self.view):
            self.went.emit(View(ViewKind.MINE))
