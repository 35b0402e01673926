"""The design tokens as a frozen ``Theme``: every colour, distance, radius and type size the window uses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from PySide6.QtGui import QColor, QFont

from app.resource import resource_folder
from ui.theme.font import make_font
from ui.theme.metric import ALPHA, GROWS_WITH_TEXT, METRICS, STROKE


class TypeStep(NamedTuple):
    """One step of the type scale: px and weight."""

    size: int
    line: int
    weight: int


@cache
def tokens() -> dict[str, Any]:
    """The parsed ``tokens.json``; read once, never written."""
    text = (resource_folder() / "tokens.json").read_text("utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


@dataclass(frozen=True, eq=False)
class Theme:
    """All values of one look at one text size. Ask it while painting; never keep its colours."""

    is_dark: bool
    is_contrast: bool
    """High contrast: borders in the text's colour, no tinted fills, a thicker ring."""
    text_scale: float
    colors: Mapping[str, QColor]
    is_plain: bool = False
    """No shadow: it would be sent over the network of a remote session."""
    is_still: bool = False
    """Nothing slides or fades."""
    _sizes: dict[str, int] = field(init=False, repr=False, default_factory=dict)
    _steps: dict[str, TypeStep] = field(init=False, repr=False, default_factory=dict)
    _fonts: dict[tuple[str, int | None, bool], QFont] = field(init=False, repr=False, default_factory=dict)
    _scaled: dict[float, "Theme"] = field(init=False, repr=False, default_factory=dict)

    @staticmethod
    def light(text_scale: float = 1.0) -> "Theme":
        """The light look."""
        return _built("light", contrast=False, text_scale=text_scale)

    @staticmethod
    def dark(text_scale: float = 1.0) -> "Theme":
        """The dark look."""
        return _built("dark", contrast=False, text_scale=text_scale)

    @staticmethod
    def high_contrast(text_scale: float = 1.0, *, dark: bool = False) -> "Theme":
        """The look for people who need every edge."""
        return _built("dark" if dark else "light", contrast=True, text_scale=text_scale)

    def with_text_scale(self, text_scale: float) -> "Theme":
        """The same look with larger or smaller text; 1.0 is 100 %."""
        found = self._scaled.get(text_scale)
        if found is None:
            found = self._scaled[text_scale] = replace(self, text_scale=text_scale)
        return found

    def color(self, role: str) -> QColor:
        """The colour of a role such as ``text.primary``. Shared: never modify it.

        Raises:
            KeyError: the design has no such role.
        """
        return self.colors[role]

    def faded(self, role: str, alpha: str) -> QColor:
        """A half-transparent colour; ``alpha`` names an opacity of ``ui.theme.metric``."""
        color = QColor(self.colors[role])
        color.setAlphaF(ALPHA[alpha])
        return color

    def space(self, step: int) -> int:
        """Step 0 to 10 of the spacing scale: 0 2 4 6 8 12 16 20 24 32 48 px."""
        return _space(step)

    def radius(self, name: str) -> int:
        """A corner radius in px: ``xs sm md lg xl pill``."""
        return _radius(name)

    def size(self, name: str) -> int:
        """A size in px, from the tokens or ``ui.theme.metric``; those that hold text grow with it."""
        found = self._sizes.get(name)
        if found is None:
            found = self._sizes[name] = self._sized(name)
        return found

    def _sized(self, name: str) -> int:
        px = int(tokens()["size"].get(name) or METRICS[name])
        if name == "focus.ring" and self.is_contrast:
            px += 1
        return round(px * self.text_scale) if name.startswith(GROWS_WITH_TEXT) else px

    def stroke(self, name: str) -> float:
        """A pen width in px."""
        return STROKE[name]

    def step(self, name: str) -> TypeStep:
        """Size, line and weight of a type step at this text size."""
        found = self._steps.get(name)
        if found is None:
            size, line, weight = tokens()["font"]["scale"][name]
            found = TypeStep(round(size * self.text_scale), round(line * self.text_scale), weight)
            self._steps[name] = found
        return found

    def font(self, name: str = "body", *, weight: int | None = None, tabular: bool = False) -> QFont:
        """The font of a type step; ``tabular`` gives digits one width (timers, counters, money).

        Shared, as a painted row asks for a dozen: never modify it.
        """
        found = self._fonts.get((name, weight, tabular))
        if found is None:
            step = self.step(name)
            found = make_font(step.size, step.weight if weight is None else weight, tabular=tabular)
            self._fonts[(name, weight, tabular)] = found
        return found

    def line(self, name: str = "body") -> int:
        """The line height of a type step in px."""
        return self.step(name).line


@cache
def _space(step: int) -> int:
    return int(tokens()["space"][str(step)])


@cache
def _radius(name: str) -> int:
    return int(tokens()["radius"][name])


@cache
def _built(scheme: str, *, contrast: bool, text_scale: float) -> Theme:
    colors = {role: QColor(value) for role, value in tokens()["color"][scheme].items()}
    if contrast:
        for role in colors:
            if role.startswith("border.") or role == "note.border":
                colors[role] = colors["text.primary"]
            elif role.endswith(".subtle") or role.startswith("bg.bubble") or role == "note.bg":
                colors[role] = colors["bg.surface"]
        for faint in ("text.secondary", "text.tertiary", "note.text"):
            colors[faint] = colors["text.primary"]
    return Theme(scheme == "dark", contrast, text_scale, MappingProxyType(colors))


_current: list[Theme] = []


def theme() -> Theme:
    """The look of the window now. Ask anew for each painting; ``ThemeController`` sets it."""
    return _current[-1] if _current else Theme.light()


def set_theme(chosen: Theme) -> None:
    """Make ``chosen`` what ``theme()`` answers; only ``ThemeController`` and tests call it."""
    _current[:] = [chosen]
