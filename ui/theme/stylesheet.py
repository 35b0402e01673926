"""The short sheet: ``resources/qss/base.qss`` with the theme's colours, sizes and radii filled in."""

import re
from functools import cache

from PySide6.QtGui import QFontMetrics

from app.resource import resource_folder
from ui.theme.tokens import Theme

_PLACE = re.compile(r"@([\w.]+)(?::([\w.]+))?@")


@cache
def _source() -> str:
    return (resource_folder() / "qss" / "base.qss").read_text("utf-8")


def stylesheet(theme: Theme) -> str:
    """The sheet of one theme.

    Raises:
        KeyError: the sheet names a role or size the design does not have.
    """

    def value(place: re.Match[str]) -> str:
        name, detail = place.groups()
        if detail is None:
            return theme.color(name).name()
        return f"{_pixels(theme, name, detail)}px"

    return _PLACE.sub(value, _source())


def _pixels(theme: Theme, kind: str, name: str) -> int:
    """``size:x``, ``radius:x``, or the height of x without its border: ``x:inner``, ``x:inner.focus``."""
    if kind == "size":
        return theme.size(name)
    if kind == "radius":
        return theme.radius(name)
    if kind == "menubar":  # an item stands in the middle of a bar that the search field makes higher
        free = theme.size("menu.bar") - theme.size("line") - QFontMetrics(theme.font("body")).height()
        return max(0, free // 2 - theme.space(2))
    if kind == "menu":
        return theme.size("row.menu") - 2 * theme.space(1)
    ring = theme.size("focus.ring") if name == "inner.focus" else theme.size("line")
    return theme.size(kind) - 2 * ring
