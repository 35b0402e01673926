"""How a line of the search is painted: whose it is, what it is called, and where the words stand in it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.client.search import Hit, PersonHit
from app.language.plain_text import one_line
from ui.search.model import LINE_ROLE, Line
from ui.search.words import SearchWords
from ui.theme.icon import paint_icon
from ui.theme.tokens import Theme, theme
from ui.widgets.base import RIGHT, draw_elided, text_width
from ui.widgets.marked import paint_marked
from ui.wording import channel_icon

_Flag = QStyle.StateFlag


class SearchDelegate(QStyledItemDelegate):
    """A heading, a customer in one line, a conversation in two."""

    def __init__(self, words: SearchWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """By what the line is."""
        look, line = theme(), index.data(LINE_ROLE)
        two = look.line("body") + look.line("meta") + look.space(6)
        return QSize(
            look.size("list.min"), two if line is not None and line.hit is not None else look.size("row.palette")
        )

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ground, then the line."""
        line: Line | None = index.data(LINE_ROLE)
        if line is None:
            return
        look = theme()
        rect: QRect = option.rect
        painter.save()
        inner = rect.adjusted(look.space(6), 0, -look.space(6), 0)
        if line.heading:
            painter.setFont(look.font("meta", weight=600))
            painter.setPen(look.color("text.secondary"))
            draw_elided(painter, inner.adjusted(0, look.space(3), 0, 0), line.heading)
        else:
            _paint_ground(painter, option, look)
        if line.person is not None:
            self._paint_person(painter, inner, line.person, look)
        if line.hit is not None:
            self._paint_hit(painter, inner, line, line.hit, look)
        painter.restore()

    def _paint_person(self, painter: QPainter, rect: QRect, person: PersonHit, look: Theme) -> None:
        left = _paint_mark(painter, rect, "user-round", look)
        fonts = look.font("body", weight=500), look.font("body", weight=600)
        painter.setPen(look.color("text.primary"))
        name = one_line(person.name)
        marks = person.name_spots if name == person.name else ()
        end = paint_marked(painter, rect.adjusted(left, 0, 0, 0), name, marks, fonts)
        painter.setFont(look.font("meta"))
        painter.setPen(look.color("text.tertiary"))
        room = QRectF(end + look.space(4), rect.y(), max(0.0, rect.right() - end - look.space(4)), rect.height())
        draw_elided(painter, room, self._words.person_more(person))

    def _paint_hit(self, painter: QPainter, rect: QRect, line: Line, hit: Hit, look: Theme) -> None:
        first = QRect(rect.x(), rect.y() + look.space(3), rect.width(), look.line("body"))
        second = QRect(rect.x(), first.bottom() + 1, rect.width(), look.line("meta"))
        left = _paint_mark(painter, first, "server" if line.there else channel_icon(hit.channel), look)
        right = self._paint_time(painter, first, hit, look)
        self._paint_title(painter, first.adjusted(left, 0, -right, 0), hit, look)
        self._paint_text(painter, second.adjusted(left, 0, 0, 0), hit, look)

    def _paint_time(self, painter: QPainter, rect: QRect, hit: Hit, look: Theme) -> int:
        font, time = look.font("meta", tabular=True), self._words.time(hit.at)
        painter.setFont(font)
        painter.setPen(look.color("text.tertiary"))
        draw_elided(painter, rect, time, RIGHT)
        return text_width(time, font) + look.space(5)

    def _paint_title(self, painter: QPainter, rect: QRect, hit: Hit, look: Theme) -> None:
        name, title = one_line(hit.customer_name), self._words.title(hit)
        painter.setPen(look.color("text.primary"))
        marks = hit.name_spots if name == hit.customer_name else ()
        most = rect.adjusted(0, 0, -rect.width() // 3, 0)
        end = paint_marked(painter, most, name, marks, (look.font("body", weight=500), look.font("body", weight=600)))
        left = int(end) + (look.space(4) if name else 0)
        room = QRect(left, rect.y(), max(0, rect.right() + 1 - left), rect.height())
        painter.setPen(look.color("text.secondary"))
        marks = hit.subject_spots if title.startswith(hit.subject) else ()
        paint_marked(painter, room, title, marks, (look.font("body"), look.font("body", weight=600)))

    def _paint_text(self, painter: QPainter, rect: QRect, hit: Hit, look: Theme) -> None:
        plain, bold = look.font("meta"), look.font("meta", weight=600)
        left, author = rect.x(), self._words.author(hit)
        painter.setPen(look.color("text.tertiary"))
        if author:
            painter.setFont(plain)
            draw_elided(painter, rect, author)
            left += text_width(author + " ", plain)
        room = QRect(left, rect.y(), max(0, rect.right() + 1 - left), rect.height())
        paint_marked(painter, room, hit.text, hit.text_spots, (plain, bold))


def _paint_mark(painter: QPainter, rect: QRect, name: str, look: Theme) -> int:
    """The icon at the left; returns how far the words stand from there."""
    side = look.size("icon")
    paint_icon(painter, QRectF(rect.x(), rect.y(), side, rect.height()), name)
    return side + look.space(5)


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, look: Theme) -> None:
    rect: QRect = option.rect
    if bool(option.state & _Flag.State_Selected):
        painter.fillRect(rect, look.color("bg.selected"))
        painter.fillRect(QRect(rect.x(), rect.y(), look.size("selection.bar"), rect.height()), look.color("accent"))
    elif bool(option.state & _Flag.State_MouseOver):
        painter.fillRect(rect, look.color("bg.hover"))
