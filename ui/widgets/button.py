"""Buttons: icon only, plain, and the one primary button of a view with its key and its menu."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QToolButton,
    QWidget,
)

from ui.theme.icon import icon, paint_icon
from ui.theme.style import paint_focus_ring
from ui.theme.tokens import Theme, theme
from ui.widgets.base import LEFT, follow, text_width
from ui.widgets.key_badge import badge_width, named_with, paint_badge
from ui.widgets.menu import pop_up

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ALONE = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def _presses(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Enter presses the button it is typed at, as Space does; a dialog around would take it for its own default."""
    if event.key() not in _ENTER or event.modifiers() not in _ALONE:
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


class IconButton(QToolButton):
    """A quiet button with an icon; its name is spoken and, with its key, the tooltip."""

    def __init__(self, icon_name: str, name: str, parent: QWidget | None = None, *, key: str = "") -> None:
        super().__init__(parent)
        self._icon_name, self._is_lit = icon_name, False
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIcon(icon(icon_name, on_role="accent.text"))
        self.set_name(name, key)

    def set_name(self, name: str, key: str = "") -> None:
        """Name it, in the window's language; ``key`` is a portable key sequence such as ``Ctrl+N``."""
        self.setAccessibleName(name)
        self.setProperty("key", key)
        self.setToolTip(named_with(name, key))

    @property
    def is_lit(self) -> bool:
        """Whether what it is about holds now."""
        return self._is_lit

    def set_lit(self, is_lit: bool) -> None:
        """It looks as if it were checked, and a press asks instead of changing it; its name has to tell it, too."""
        self._is_lit = is_lit
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if not _presses(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """28 px square."""
        side = theme().size("icon.button")
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Never smaller than the smallest target."""
        side = theme().size("hit.min")
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hover, press, icon and the ring of focus."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        is_lit, fill = self.isChecked() or self._is_lit, ""
        if self.isEnabled() and (self.isDown() or is_lit):
            fill = "bg.selected"
        elif self.isEnabled() and self.underMouse():
            fill = "bg.hover"
        if fill:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color(fill))
            painter.drawRoundedRect(rect, look.radius("md"), look.radius("md"))
        role = "accent.text" if is_lit else "text.secondary"
        side = look.size("icon")
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint_icon(painter, box, self._icon_name, role if self.isEnabled() else "text.disabled")
        if self.hasFocus():
            paint_focus_ring(painter, rect, look.radius("md"))


class Button(QPushButton):
    """A button of the sheet: ``small``, ``large``, ``primary`` or ``link``, with an icon of the theme."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, look: str = "", icon_name: str = "") -> None:
        super().__init__(text, parent)
        self._look = look
        self.setAutoDefault(False)
        for name in look.split():
            self.setProperty(name, True)
        if icon_name:
            side = theme().size("icon.sm" if "small" in look else "icon")
            self.setIconSize(QSize(side + theme().space(2), side))  # QPushButton's own gap is 4 px
            self.setIcon(icon(icon_name, "text.onAccent" if "primary" in look else "text.secondary"))
        if "small" in look:
            self.setFont(theme().font("meta", weight=500))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if not _presses(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """The small text grows too."""
        if "small" in self._look:
            self.setFont(theme().font("meta", weight=500))

    def retranslate(self) -> None:
        """Its words come from outside."""


class PrimaryButton(QToolButton):
    """The one filled button of a view: what will happen, its key, and other ways in a menu."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, key: str = "") -> None:
        super().__init__(parent)
        self._key = key
        self._ways_menu: QMenu | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_text(text, key)

    def set_text(self, text: str, key: str = "") -> None:
        """Say what pressing does; ``key`` is a portable key sequence shown as a badge. The same costs no layout."""
        if (text, key) == (self.text(), self._key):
            return
        self._key = key
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def _menu_width(self) -> int:
        look = theme()
        return look.size("icon.sm") + 2 * look.space(3) + 1 if self._has_menu() else 0

    def _has_menu(self) -> bool:
        return self._ways_menu is not None

    def menu(self) -> QMenu | None:  # type: ignore[override]
        """The other ways."""
        return self._ways_menu

    def setMenu(self, menu: QMenu | None) -> None:
        """The other ways; None takes them away.

        Kept here, not in Qt's button: one that has a menu offers a screen reader the menu only, and no press.
        """
        if menu is not self._ways_menu:
            self._ways_menu = menu
            self.updateGeometry()
            self.update()

    def showMenu(self, *, by_key: bool = False) -> None:
        """Offer the other ways, until one is chosen or none."""
        menu, place = self._ways_menu, self.mapToGlobal(self.rect().bottomLeft())
        if menu is None:
            return
        if by_key:
            pop_up(menu, place, by_key=True)
        else:
            menu.exec(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The part with the arrow opens the menu."""
        if self._has_menu() and event.position().x() >= self.width() - self._menu_width():
            self.showMenu()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too; Down opens the menu."""
        if self._has_menu() and event.key() == Qt.Key.Key_Down:
            self.showMenu(by_key=True)
        elif not _presses(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """The whole text; buttons are never cut."""
        look = theme()
        width = text_width(self.text(), look.font("body", weight=500)) + 2 * look.space(5) + self._menu_width()
        return QSize(width + self._key_width(), look.size("control"))

    def minimumSizeHint(self) -> QSize:
        """Never cut; where there is little room, without the key."""
        hint = self.sizeHint()
        return QSize(hint.width() - self._key_width(), hint.height())

    def _key_width(self) -> int:
        return theme().space(4) + badge_width(self._key) if self._key else 0

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes may differ."""
        self.updateGeometry()

    def retranslate(self) -> None:
        """Its words come from outside."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Filled, in two parts when there is a menu."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        self._fill(painter, rect, look)
        text_role = "text.onAccent" if self.isEnabled() else "text.disabled"
        painter.setPen(look.color(text_role))
        painter.setFont(look.font("body", weight=500))
        painter.drawText(rect.adjusted(look.space(5), 0, 0, 0), LEFT, self.text())
        end = rect.right() - self._menu_width() - look.space(5)
        if self._key and self.width() >= self.sizeHint().width():
            width = badge_width(self._key)
            badge = QRectF(end - width, rect.y(), width, rect.height())
            paint_badge(painter, badge, self._key, on_accent=self.isEnabled(), is_off=not self.isEnabled())
        if self._has_menu():
            menu = QRectF(rect.right() - self._menu_width(), rect.y(), self._menu_width(), rect.height())
            line = look.faded("text.onAccent", "divider.on.accent") if self.isEnabled() else look.color("border.subtle")
            painter.fillRect(QRectF(menu.x(), 0, 1, rect.height()), line)
            side = look.size("icon.sm")
            paint_icon(painter, QRectF(menu.center().x() - side / 2, 0, side, rect.height()), "chevron-down", text_role)
        if self.hasFocus():
            painter.setPen(QPen(look.color("text.onAccent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            gap = look.size("focus.ring") + 0.5
            painter.drawRoundedRect(rect.adjusted(gap, gap, -gap, -gap), look.radius("sm"), look.radius("sm"))
            paint_focus_ring(painter, rect, look.radius("md"))

    def _fill(self, painter: QPainter, rect: QRectF, look: Theme) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        role = "accent"
        if not self.isEnabled():
            role = "bg.hover"
        elif self.isDown() or option.state & QStyle.StateFlag.State_Sunken:
            role = "accent.pressed"
        elif self.underMouse():
            role = "accent.hover"
        path = QPainterPath()
        path.addRoundedRect(rect, look.radius("md"), look.radius("md"))
        painter.fillPath(path, look.color(role))
