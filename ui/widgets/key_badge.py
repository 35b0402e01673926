"""A key as drawn on buttons and in fields: ``Ctrl K``."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF
from PySide6.QtGui import QKeySequence, QPainter, QPen

from ui.theme.tokens import theme
from ui.widgets.base import CENTRE, text_width

_SHORTER = {"Return": "↵", "Enter": "↵", "PgDown": "PgDn"}


_own: dict[str, str] = {}


def set_own_keys(instead: Mapping[str, str]) -> None:
    """What the person has chosen instead of some designed keys; parts go on naming the designed ones."""
    _own.clear()
    _own.update(instead)


def own_key(key: str) -> str:
    """The key that holds instead of a designed one; empty when it was taken away."""
    return _own.get(key, key)


def badge_text(key: str) -> str:
    """A portable key sequence as people read it: ``Ctrl+Return`` is ``Ctrl ↵``."""
    native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    parts = native.replace("++", "+plus").split("+") if "+" in native else [native]
    return " ".join(_SHORTER.get(part, part.replace("plus", "+")) for part in parts)


def badge_width(key: str) -> int:
    """How many px ``paint_badge`` needs for a designed key."""
    return cap_width(badge_text(own_key(key)))


def cap_width(text: str) -> int:
    """How many px ``paint_cap`` needs."""
    look = theme()
    return max(look.size("kbd"), text_width(text, look.font("caption")) + 2 * look.space(3))


def paint_badge(painter: QPainter, rect: QRectF, key: str, *, on_accent: bool = False) -> None:
    """A designed key, framed, in the vertical middle of ``rect``, as wide as it; nothing when it was taken away."""
    if own_key(key):
        paint_cap(painter, rect, badge_text(own_key(key)), on_accent=on_accent)


def paint_cap(painter: QPainter, rect: QRectF, text: str, *, on_accent: bool = False) -> None:
    """The same for any key, for one key of a combination, or for what only looks like one: the text as it is."""
    look = theme()
    height = look.size("kbd")
    box = QRectF(rect.x(), round(rect.center().y() - height / 2), rect.width(), height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if on_accent:
        painter.setPen(QPen(look.faded("text.onAccent", "badge.on.accent"), 1))
    else:
        painter.setPen(QPen(look.color("border.strong"), 1))
        painter.setBrush(look.color("bg.panel"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.radius("xs"), look.radius("xs"))
    painter.setFont(look.font("caption"))
    painter.setPen(look.color("text.onAccent" if on_accent else "text.secondary"))
    painter.drawText(box, CENTRE, text)
    painter.restore()
