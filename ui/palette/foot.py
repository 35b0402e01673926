"""The foot of the palette: how to move in it, and what its prefixes narrow it to."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import Theme, theme
from ui.translation import _
from ui.widgets.base import Painted, draw_elided, text_width
from ui.widgets.key_badge import badge_text, cap_width, own_key, paint_cap


class PaletteFoot(Painted):
    """Two quiet lines; what does not fit is left out from the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.retranslate()

    def retranslate(self) -> None:
        """What it says, also to screen readers."""
        spoken = [f"{' '.join(keys)} {words}" for keys, words in (*self._moves(), *self._prefixes())]
        self.setAccessibleName(", ".join(spoken))
        super().retranslate()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(0, theme().size("palette.foot"))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Keys and words."""
        look, painter = theme(), QPainter(self)
        rect = QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("bg.panel"))
        radius = look.radius("xl") - 1
        painter.drawRoundedRect(rect.adjusted(0, -2 * radius, 0, 0), radius, radius)
        painter.fillRect(QRectF(0, 0, rect.width(), 1), look.color("border.subtle"))
        line = rect.adjusted(look.space(6), look.space(3), -look.space(6), 0)
        line.setHeight((rect.height() - 2 * look.space(3)) / 2)
        left = line.left()
        for keys, words in self._moves():
            left = _paint_hint(painter, line, left, keys, words, look)
        hints = self._prefixes()
        right = line.right() - sum(_hint_width(keys, words, look) for keys, words in hints) + look.space(6)
        left = max(left, right)
        for keys, words in hints:
            left = _paint_hint(painter, line, left, keys, words, look)
        line.translate(0, line.height())
        painter.setPen(look.color("text.tertiary"))
        painter.setFont(look.font("meta"))
        key = own_key("Ctrl+/")
        hint = ((key,) if key else (), _("all keys") if key else "")
        room = _hint_width(*hint, look)
        draw_elided(painter, line.adjusted(0, 0, -room, 0), _("Hold Ctrl to see the keys on screen"))
        _paint_hint(painter, line, line.right() - room + look.space(6), *hint, look)

    @staticmethod
    def _moves() -> list[tuple[tuple[str, ...], str]]:
        return [(("Up", "Down"), _("move")), (("Return",), _("run"))]

    @staticmethod
    def _prefixes() -> list[tuple[tuple[str, ...], str]]:
        return [((">",), _("commands")), (("@",), _("customers")), (("#",), _("requests")), (("?",), _("texts, help"))]


def _hint_width(keys: tuple[str, ...], words: str, look: Theme) -> float:
    badges = sum(cap_width(_sign(key)) + look.space(2) for key in keys)
    return badges + look.space(1) + text_width(words, look.font("meta")) + look.space(6)


def _paint_hint(painter: QPainter, line: QRectF, left: float, keys: tuple[str, ...], words: str, look: Theme) -> float:
    width = _hint_width(keys, words, look)
    if left + width - look.space(6) > line.right() + 1:
        return left
    end = left + width
    for key in keys:
        badge = cap_width(_sign(key))
        paint_cap(painter, QRectF(left, line.y(), badge, line.height()), _sign(key))
        left += badge + look.space(2)
    painter.setFont(look.font("meta"))
    painter.setPen(look.color("text.secondary"))
    draw_elided(painter, QRectF(left + look.space(1), line.y(), end - left, line.height()), words)
    return end


def _sign(key: str) -> str:
    return {"Up": "↑", "Down": "↓", ">": ">"}.get(key) or badge_text(key)
