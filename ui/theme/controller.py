"""Chooses the look: the person's setting, the system's wishes and the text size, applied to the application."""

from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from ui.theme.font import load_fonts, sized_in_points
from ui.theme.palette import palette_of
from ui.theme.style import DeskhandStyle
from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import Theme, set_theme

TEXT_PERCENTS = (90, 100, 110, 125, 150)


_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)
_FONTS = (
    ("QPushButton", "body", 500),
    ("QToolTip", "meta", 400),
    ("QStatusBar", "meta", 400),
    ("QHeaderView", "meta", 500),
)
"""Classes of Qt whose text is not plain body text."""


class Look(StrEnum):
    """What a person can choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high-contrast"


class ThemeController(QObject):
    """Keeps the application in the chosen look; follows the system while that is the choice.

    Widgets learn of a change by ``QEvent.StyleChange`` and then read ``theme()`` anew.
    """

    changed = Signal()
    """The look or the text size changed, and the application already wears it."""

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._look = Look.SYSTEM
        self._percent = 100
        self._motion_wanted = True
        self._plain = False
        # WORKAROUND: a chained styleHints().accessibility() raises "already deleted" (PySide6 6.12)
        self._hints = app.styleHints()
        self._accessibility = self._hints.accessibility()
        load_fonts()
        app.setStyle(DeskhandStyle())
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._accessibility.contrastPreferenceChanged.connect(self._on_system_changed)
        self.apply()

    @property
    def look(self) -> Look:
        """The person's choice."""
        return self._look

    @property
    def text_percent(self) -> int:
        """The text size, 90 to 150."""
        return self._percent

    @property
    def motion(self) -> bool:
        """May things move? False when the setting is off or the system asks for less motion."""
        system = self._accessibility.motionPreference() is not Qt.MotionPreference.ReducedMotion
        return system and self._motion_wanted and not self._plain

    def set_look(self, look: Look) -> None:
        """Change the look at once."""
        if look is not self._look:
            self._look = look
            self.apply()

    def set_text_percent(self, percent: int) -> None:
        """Change the text size at once; kept within 90 to 150."""
        percent = max(TEXT_PERCENTS[0], min(TEXT_PERCENTS[-1], percent))
        if percent != self._percent:
            self._percent = percent
            self.apply()

    def step_text(self, direction: int) -> None:
        """The next larger (+1) or smaller (-1) text size; 0 is 100 %."""
        if direction == 0:
            self.set_text_percent(100)
            return
        ahead = [size for size in TEXT_PERCENTS if (size - self._percent) * direction > 0]
        if ahead:
            self.set_text_percent(min(ahead, key=lambda size: abs(size - self._percent)))

    def set_motion(self, wanted: bool, *, plain: bool = False) -> None:
        """The person's motion setting. ``plain``: neither shadows nor movement, whatever else is wanted."""
        if (wanted, plain) != (self._motion_wanted, self._plain):
            self._motion_wanted, self._plain = wanted, plain
            self.apply()

    def apply(self) -> None:
        """Dress the application in the look of now."""
        chosen = replace(self._chosen(), is_plain=self._plain, is_still=not self.motion)
        set_theme(chosen)
        for effect in _EFFECTS:
            QApplication.setEffectEnabled(effect, self.motion)
        self._app.setFont(sized_in_points(chosen.font("body")))
        # the stub says bytes, 6.12 takes only str
        for kind, step, weight in _FONTS:
            self._app.setFont(chosen.font(step, weight=weight), kind)  # type: ignore[arg-type]
        self._app.setPalette(palette_of(chosen))
        self._app.setStyleSheet(stylesheet(chosen))
        self.changed.emit()

    def _chosen(self) -> Theme:
        scale = self._percent / 100
        system_dark = self._hints.colorScheme() is Qt.ColorScheme.Dark
        wants_contrast = self._accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast
        if self._look is Look.HIGH_CONTRAST or (self._look is Look.SYSTEM and wants_contrast):
            return Theme.high_contrast(scale, dark=system_dark)
        if self._look is Look.DARK or (self._look is Look.SYSTEM and system_dark):
            return Theme.dark(scale)
        return Theme.light(scale)

    def _on_system_changed(self) -> None:
        if self._look in (Look.SYSTEM, Look.HIGH_CONTRAST):
            self.apply()
