"""How a line of the palette is painted: icon, title with the letters that fit, more words, keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.palette.entry import Entry
from ui.palette.model import ENTRY_ROLE
from ui.theme.icon import paint_icon
from ui.theme.tokens import Theme, theme
from ui.widgets.base import RIGHT, draw_elided, text_width
from ui.widgets.key_badge import badge_text, cap_width, paint_cap

_Flag = QStyle.StateFlag


class PaletteDelegate(QStyledItemDelegate):
    """Rows of 34, headings of 30."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Headings are lower than lines."""
        heading = isinstance(index.data(ENTRY_ROLE), str)
        return QSize(0, theme().size("row.heading" if heading else "row.palette"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One line."""
        look, line = theme(), index.data(ENTRY_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect).adjusted(look.space(3), 0, 0, 0)  # at the right the room of the scroll bar
        if isinstance(line, str):
            painter.setFont(look.font("caption", weight=500))
            painter.setPen(look.color("text.tertiary"))
            draw_elided(painter, rect.adjusted(look.space(5) + 2, look.space(4), 0, 0), line)
        else:
            self._paint_entry(painter, rect, line, bool(option.state & _Flag.State_Selected), look)
        painter.restore()

    def _paint_entry(self, painter: QPainter, rect: QRectF, entry: Entry, selected: bool, look: Theme) -> None:
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("bg.selected"))
            painter.drawRoundedRect(rect, look.radius("md"), look.radius("md"))
            if look.is_contrast:
                painter.setPen(look.color("text.primary"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), look.radius("md"), look.radius("md"))
        side, gap = look.size("icon"), look.space(4) + look.space(1)
        if entry.icon:
            box = QRectF(rect.x() + gap, rect.center().y() - side / 2, side, side)
            paint_icon(painter, box, entry.icon, "accent.text" if selected else "text.secondary")
        left = rect.x() + gap + side + look.space(5) - look.space(1)
        right = _paint_end(painter, rect.adjusted(0, 0, -gap, 0), entry, look)
        _paint_words(painter, QRectF(left, rect.y(), right - look.space(4) - left, rect.height()), entry, look)


def _paint_end(painter: QPainter, rect: QRectF, entry: Entry, look: Theme) -> float:
    """Keys, or what happens, at the right; returns where they begin."""
    right = rect.right()
    if entry.key:
        for part in reversed(badge_text(entry.key).split(" ")):
            width = cap_width(part)
            paint_cap(painter, QRectF(right - width, rect.y(), width, rect.height()), part)
            right -= width + look.space(3)
        return right
    if entry.tail:
        painter.setFont(look.font("meta"))
        painter.setPen(look.color("accent.text"))
        draw_elided(painter, rect, entry.tail, RIGHT)
        right -= text_width(entry.tail, look.font("meta"))
    return right


def _paint_words(painter: QPainter, rect: QRectF, entry: Entry, look: Theme) -> None:
    """The title, the letters that fit in 600, and after it more."""
    plain, bold = look.font("body"), look.font("body", weight=600)
    painter.setPen(look.color("text.primary" if entry.enabled else "text.disabled"))
    if text_width(entry.title, bold) > rect.width():
        painter.setFont(plain)
        draw_elided(painter, rect, entry.title)
        return
    left = rect.x()
    for text, fits in _pieces(entry):
        font = bold if fits else plain
        painter.setFont(font)
        width = text_width(text, font)
        draw_elided(painter, QRectF(left, rect.y(), width + 1, rect.height()), text)
        left += width
    if entry.more:
        painter.setFont(look.font("meta"))
        painter.setPen(look.color("text.tertiary"))
        left += look.space(4) - 1
        draw_elided(painter, QRectF(left, rect.y(), max(0.0, rect.right() - left), rect.height()), entry.more)


def _pieces(entry: Entry) -> list[tuple[str, bool]]:
    """The title cut where the letters that fit begin and end."""
    pieces, at = [], 0
    for start, end in entry.spans:
        if start >= at and end <= len(entry.title):
            pieces += [(entry.title[at:start], False), (entry.title[start:end], True)]
            at = end
    pieces.append((entry.title[at:], False))
    return [piece for piece in pieces if piece[0]]
