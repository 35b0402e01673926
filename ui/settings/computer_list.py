"""The computers in a list: a picture, whose and which, since when and when last seen."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.client.computer import ComputerRow
from app.language.match import Typed
from ui.settings.computer_words import standing_of, title_of
from ui.theme.icon import icon
from ui.theme.tokens import theme
from ui.widgets.selection import FollowedSelection
from ui.widgets.two_lines import TwoLines

_ROW = Qt.ItemDataRole.UserRole
_FEWEST = 5
"""Rows that are in sight whatever stands around them."""


class ComputerList(QListWidget):
    """Names are foreign text: one line each, never markup."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        FollowedSelection(self)
        self.setItemDelegate(TwoLines(self))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMinimumHeight(theme().size("row.rail") * _FEWEST)

    @property
    def chosen(self) -> ComputerRow | None:
        """The current one."""
        at = self.currentRow()
        row: ComputerRow | None = self.item(at).data(_ROW) if at >= 0 else None
        return row

    def show_rows(self, rows: Sequence[ComputerRow], now: datetime, zone: tzinfo, *, with_person: bool) -> None:
        """These, without a signal; the chosen one stays chosen, else the first is."""
        chosen = self.chosen
        self.blockSignals(True)
        self.clear()
        for row in rows:
            self.addItem(_item(row, now, zone, with_person))
        same = (number for number, row in enumerate(rows) if chosen is not None and row.id == chosen.id)
        self.setCurrentRow(next(same, 0) if rows else -1)
        self.blockSignals(False)


def fitting(rows: Sequence[ComputerRow], typed: str) -> Sequence[ComputerRow]:
    """Those whose person or name has these letters; all when nothing was typed."""
    if not typed.strip():
        return rows
    wanted = Typed(typed)
    return [it for it in rows if wanted.match(title_of(it, with_person=True)) is not None]


def _item(row: ComputerRow, now: datetime, zone: tzinfo, with_person: bool) -> QListWidgetItem:
    title, told = title_of(row, with_person=with_person), standing_of(row, now, zone)
    picture = icon("monitor-off", "text.tertiary") if row.signed_out else icon("monitor", "text.secondary")
    item = QListWidgetItem(picture, f"{title}\n{told}")
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {told}")
    item.setData(_ROW, row)
    return item
