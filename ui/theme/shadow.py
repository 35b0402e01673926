"""The shadow of the overlays that lie over the window: palette and call offer, nothing else."""

from PySide6.QtWidgets import QGraphicsDropShadowEffect, QWidget

from ui.theme.tokens import theme


def cast_shadow(overlay: QWidget) -> None:
    """Cast it as the theme of now wants: none in high contrast and over a remote session."""
    look = theme()
    if look.is_plain or look.is_contrast:
        overlay.setGraphicsEffect(None)  # type: ignore[arg-type]
        return
    effect = QGraphicsDropShadowEffect(overlay)
    effect.setBlurRadius(look.size("shadow.blur"))
    effect.setOffset(0, look.size("shadow.down"))
    effect.setColor(look.faded("scrim", "shadow.dark" if look.is_dark else "shadow.light"))
    overlay.setGraphicsEffect(effect)
