"""Keys as parts name them, by those designed for Windows and Linux, and as they hold: shown, told, asked for."""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QKeyCombination, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPen

from app.language.lookup import other_layout
from ui.theme.tokens import theme
from ui.widgets.base import CENTRE, text_width

_SHORTER = {"Return": "↵", "Enter": "↵", "PgDown": "PgDn"}


_LAST_LETTER = 0xFFFF
"""Beyond it are keys that write nothing."""

_own: dict[str, str] = {}


def set_own_keys(instead: Mapping[str, str]) -> None:
    """What holds instead of some designed keys, by this system or by choice; parts go on naming the designed ones."""
    _own.clear()
    _own.update(instead)


def own_key(key: str) -> str:
    """The key that holds instead of a designed one; empty when it was taken away."""
    return _own.get(key, key)


def told_key(key: str) -> str:
    """What holds instead of a designed key, as this system writes it; empty when it was taken away."""
    return QKeySequence(own_key(key)).toString(QKeySequence.SequenceFormat.NativeText)


def named_with(name: str, key: str) -> str:
    """The name of an act with what holds instead of its designed key in brackets."""
    told = told_key(key)
    return f"{name} ({told})" if told else name


def told_with(key: str, named: str, bare: str) -> str:
    """The sentence ``named`` with a designed key as ``{key}`` in it; ``bare`` while no key holds instead."""
    told = told_key(key)
    return named.format(key=told) if told else bare


def is_asked(event: QKeyEvent, key: str) -> bool:
    """Is that pressed which holds instead of a designed key? Enter beside the digits is Enter."""
    held, pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, Qt.Key(event.key())
    if pressed is Qt.Key.Key_Enter:
        pressed = Qt.Key.Key_Return
    wanted = QKeySequence(own_key(key))
    return not wanted.isEmpty() and wanted in (QKeySequence(QKeyCombination(held, it)) for it in _meant(pressed))


def _meant(pressed: Qt.Key) -> Iterator[Qt.Key]:
    """A key, and what the same key is in the other layout: Ctrl+Ы is Ctrl+S, as in the menus."""
    yield pressed
    letter = chr(pressed) if pressed <= _LAST_LETTER else ""
    other = other_layout(letter).upper() if letter else ""
    if len(other) == 1 and other != letter and other.isascii():
        yield Qt.Key(ord(other))


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


def paint_badge(painter: QPainter, rect: QRectF, key: str, *, on_accent: bool = False, is_off: bool = False) -> None:
    """A designed key, framed, in the vertical middle of ``rect``, as wide as it; nothing when it was taken away.

    ``is_off``: it does nothing now.
    """
    if own_key(key):
        paint_cap(painter, rect, badge_text(own_key(key)), on_accent=on_accent, is_off=is_off)


def paint_cap(painter: QPainter, rect: QRectF, text: str, *, on_accent: bool = False, is_off: bool = False) -> None:
    """The same for any key, for one key of a combination, or for what only looks like one: the text as it is."""
    look = theme()
    height = look.size("kbd")
    box = QRectF(rect.x(), round(rect.center().y() - height / 2), rect.width(), height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    role = "text.disabled" if is_off else "text.onAccent" if on_accent else "text.secondary"
    if on_accent:
        painter.setPen(QPen(look.faded("text.onAccent", "badge.on.accent"), 1))
    elif is_off:
        painter.setPen(QPen(look.color("border.strong"), 1))
    else:
        painter.setPen(QPen(look.color("border.strong"), 1))
        painter.setBrush(look.color("bg.panel"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.radius("xs"), look.radius("xs"))
    painter.setFont(look.font("caption"))
    painter.setPen(look.color(role))
    painter.drawText(box, CENTRE, text)
    painter.restore()
