"""One reusable text in a list: its title, how it would read, and at the right the files that go with it."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from app.client.row import TemplateRow
from app.language.plain_text import one_line
from ui.theme.icon import paint_icon
from ui.theme.tokens import theme
from ui.translation import ngettext
from ui.widgets.base import draw_elided, text_width
from ui.widgets.foreign import tooltip

FILES_ROLE = Qt.ItemDataRole.UserRole + 1
_SHOWN = 120
_MOST_OF_ROW = 0.4
_MARGINS = 2
"""Beside the words: that of the sheet at the left, and as much before the files."""

Fill = Callable[[TemplateRow], str]
"""A text with the values of the open conversation."""

_Index = QModelIndex | QPersistentModelIndex


def file_names(template: TemplateRow) -> list[str]:
    """Names of the files that go with a text, fit to be shown."""
    return [one_line(it.file.name, 80) for it in template.files]


def mark_files(item: QListWidgetItem, template: TemplateRow) -> None:
    """Show at the right of a line which files go with its text."""
    names = file_names(template)
    if names:
        item.setData(FILES_ROLE, _short(names))
        item.setToolTip(tooltip("\n".join(names)))


def with_files(words: str, template: TemplateRow) -> str:
    """What is spoken of a text: ``words``, then its files."""
    names = file_names(template)
    told = ngettext("{count} file: {names}", "{count} files: {names}", len(names))
    return f"{words} — {told.format(count=len(names), names=', '.join(names))}" if names else words


class TemplateItem(QListWidgetItem):
    """A text by its title and as it would be put in; that is worked out when the row is first seen."""

    def __init__(self, template: TemplateRow, fill: Fill) -> None:
        super().__init__()
        self.template, self._fill = template, fill
        mark_files(self, template)

    @cached_property
    def _words(self) -> str:
        return f"{one_line(self.template.title, 80)} — {one_line(self._fill(self.template), _SHOWN)}"

    def data(self, role: int) -> Any:
        """What the list asks for; rows are as wide as the list, so that a long one is cut with an ellipsis."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words
        if role == Qt.ItemDataRole.SizeHintRole:
            look = theme()
            return QSize(1, look.line("body") + look.space(3))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return with_files(self._words, self.template)
        return super().data(role)


class TemplateDelegate(QStyledItemDelegate):
    """Cuts the words where the files begin."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """As the list has it, with room at the right."""
        super().initStyleOption(option, index)
        files = index.data(FILES_ROLE)
        if files:
            room = files_place(QRectF(option.rect), files).x() - option.rect.x() - _MARGINS * theme().space(5)
            metrics = QFontMetrics(option.font)
            option.text = metrics.elidedText(option.text, Qt.TextElideMode.ElideRight, int(room))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One line."""
        super().paint(painter, option, index)
        files = index.data(FILES_ROLE)
        if files:
            _paint_files(painter, QRectF(option.rect), files)


def _short(names: Sequence[str]) -> str:
    more = len(names) - 1
    return f"{names[0]}  +{more}" if more else names[0]


def _files_width(files: str, row: float) -> float:
    look = theme()
    beside = look.size("icon.xs") + look.space(2)
    return min(beside + text_width(files, look.font("meta")) + 1, row * _MOST_OF_ROW)


def files_place(row: QRectF, files: str) -> QRectF:
    """Where in a row its files stand."""
    width = _files_width(files, row.width())
    return QRectF(row.right() - theme().space(3) - width, row.y(), width, row.height())


def _paint_files(painter: QPainter, row: QRectF, files: str) -> None:
    look, place = theme(), files_place(row, files)
    side, left, width = look.size("icon.xs"), place.x(), place.width()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_icon(painter, QRectF(left, row.center().y() - side / 2, side, side), "paperclip", "text.tertiary")
    painter.setFont(look.font("meta"))
    painter.setPen(look.color("text.secondary"))
    beside = side + look.space(2)
    draw_elided(painter, QRectF(left + beside, row.y(), width - beside, row.height()), files)
    painter.restore()
