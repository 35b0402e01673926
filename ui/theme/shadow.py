"""The shadow of the overlays that lie over the window: palette and call offer, nothing else.

Painted once into a picture: a ``QGraphicsDropShadowEffect`` blurs the overlay anew for each typed letter.
"""

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from ui.theme.tokens import theme

_STEPS = 20


def paint_shadow(painter: QPainter, overlay: QRect, radius: int) -> None:
    """What lies under ``overlay`` gets darker towards it: nothing in high contrast and over a remote session."""
    look = theme()
    if look.is_plain or look.is_contrast:
        return
    blur, down = look.size("shadow.blur"), look.size("shadow.down")
    color = look.faded("scrim", "shadow.dark" if look.is_dark else "shadow.light")
    ratio = painter.device().devicePixelRatioF()
    shade = _shade(overlay.width(), overlay.height(), radius, blur, color.rgba(), ratio)
    painter.drawPixmap(overlay.x() - blur, overlay.y() - blur + down, shade)


@lru_cache(maxsize=4)
def _shade(width: int, height: int, radius: int, blur: int, rgba: int, ratio: float) -> QPixmap:
    """A rounded rectangle whose edge fades over ``blur`` px on each side."""
    picture = QPixmap(round((width + 2 * blur) * ratio), round((height + 2 * blur) * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    color = QColor.fromRgba(rgba)
    color.setAlphaF(color.alphaF() / _STEPS)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    whole = QRectF(blur, blur, width, height)
    for step in range(_STEPS):
        out = blur * (1 - 2 * step / _STEPS)
        painter.drawRoundedRect(whole.adjusted(-out, -out, out, out), radius + out, radius + out)
    painter.end()
    return picture
