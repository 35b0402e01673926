"""Lucide and Deskhand icons, drawn by QtSvg at device ratio in a colour of the theme."""

import math
import re
from functools import cache, lru_cache

import shiboken6
from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.resource import resource_folder
from ui.theme.font import package_folder
from ui.theme.icon_archive import IconArchive
from ui.theme.metric import STROKE
from ui.theme.tokens import theme

_STROKE_WIDTH = re.compile(r'stroke-width="[\d.]+"')
_SMALL_APP_ICON = (16, 20, 24)
_APP_ICON = (32, 48, 64, 128, 256)


@cache
def _archive() -> IconArchive:
    return IconArchive(package_folder("lucide") / "lucide.zip")


@cache
def _source(name: str) -> str:
    """The SVG text; our own folder first, so that a drawing of ours can take the place of a foreign one."""
    own = resource_folder() / "icons" / f"{name}.svg"
    if own.exists():
        return own.read_text("utf-8")
    text = _archive().read(f"{name}.svg").decode()
    return _STROKE_WIDTH.sub(f'stroke-width="{STROKE["icon"]}"', text, count=1)


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))


@lru_cache(maxsize=1024)
def _drawn(name: str, color: str, width: int, height: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    side = round(min(width, height) * ratio)
    box = QRectF((pixmap.width() - side) / 2, (pixmap.height() - side) / 2, side, side)
    _renderer(name, color).render(painter, box)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon_pixmap(name: str, role: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon of ``size`` logical px in the theme's present colour of ``role``; cached.

    Raises:
        KeyError: Lucide has no icon of that name.
    """
    return _drawn(name, theme().color(role).name(), size, size, ratio)


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, role: str = "text.secondary") -> None:
    """Draw an icon centred in ``rect``, as large as its shorter side; for delegates."""
    side = int(min(rect.width(), rect.height()))
    x = math.floor(rect.x() + (rect.width() - side) / 2 + 0.5)
    y = math.floor(rect.y() + (rect.height() - side) / 2 + 0.5)
    painter.drawPixmap(x, y, icon_pixmap(name, role, side, painter.device().devicePixelRatioF()))


_clones: list[QIconEngine] = []


class ThemeIconEngine(QIconEngine):
    """Asks the theme for its colour at every painting, so that an icon made once follows each change."""

    def __init__(self, name: str, role: str, on_role: str | None = None) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._on_role = on_role or role

    def _color(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        if mode is QIcon.Mode.Disabled:
            return theme().color("text.disabled")
        is_on = state is QIcon.State.On or mode is QIcon.Mode.Selected
        return theme().color(self._on_role if is_on else self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw centred in ``rect``."""
        side = min(rect.width(), rect.height())
        ratio = painter.device().devicePixelRatioF()
        pixmap = _drawn(self._name, self._color(mode, state).name(), side, side, ratio)
        painter.drawPixmap(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """At ratio 1."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """``size`` is logical (since Qt 6.8), ``scale`` the device ratio."""
        return _drawn(self._name, self._color(mode, state).name(), size.width(), size.height(), scale)

    def clone(self) -> QIconEngine:
        """Another engine of the same icon.

        WORKAROUND: Qt owns the result, yet PySide6 6.12 also frees it with its Python object
        (a crash), hence it is kept until Qt has deleted it.
        """
        copy = ThemeIconEngine(self._name, self._role, self._on_role)
        _clones[:] = [kept for kept in _clones if shiboken6.isValid(kept)] + [copy]
        return copy

    def isNull(self) -> bool:
        """Never: a missing icon is an error."""
        return False


def icon(name: str, role: str = "text.secondary", *, on_role: str | None = None) -> QIcon:
    """A Lucide icon, or one of ``resources/icons``, that follows the theme; ``on_role`` when checked or chosen."""
    _source(name)
    return QIcon(ThemeIconEngine(name, role, on_role))


def app_icon() -> QIcon:
    """The program's icon, with its simpler drawing up to 24 px."""
    made = QIcon()
    for side in _SMALL_APP_ICON:
        made.addPixmap(_drawn("app-icon-16", "", side, side, 1.0))
    for side in _APP_ICON:
        made.addPixmap(_drawn("app-icon", "", side, side, 1.0))
    return made


def app_mark(size: int, ratio: float = 1.0) -> QPixmap:
    """The program's icon as a picture of ``size`` logical px: sign-in, about."""
    return _drawn("app-icon", "", size, size, ratio)


def tray_icon(state: str, *, dark: bool) -> QIcon:
    """The tray's icon: ``available busy offline ringing``, for a dark or light panel."""
    name = f"tray-{state}-{'dark' if dark else 'light'}"
    made = QIcon()
    for side in (*_SMALL_APP_ICON, *_APP_ICON[:3]):
        made.addPixmap(_drawn(name, "", side, side, 1.0))
    return made
