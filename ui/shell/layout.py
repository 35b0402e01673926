"""How wide the panes are: the design's table by window width, and the person's own widths, which win over it."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QByteArray, QSettings

from ui.theme.tokens import theme


class RightSide(Enum):
    """What the right side of the window looks like."""

    HIDDEN = "hidden"
    """F8 and Shift+F8 slide a panel over the conversation."""
    TABS = "tabs"
    STACKED = "stacked"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class WidthClass:
    """One row of the design's table; widths in logical px."""

    name: str
    rail: int
    list: int
    right: RightSide
    right_widths: tuple[int, ...]


def width_class(width: int) -> WidthClass:
    """The row of the table for a window of that width (DESIGN.md, section 2)."""
    size = theme().size
    if width < size("break.compact"):
        return WidthClass("narrow", size("rail.collapsed"), size("list.min"), RightSide.HIDDEN, ())
    if width < size("break.normal"):
        return WidthClass(
            "compact", size("rail.collapsed"), size("list.min") + 8, RightSide.TABS, (size("right.column"),)
        )
    if width < size("break.wide"):
        return WidthClass("normal", size("rail"), size("list"), RightSide.STACKED, (size("right"),))
    if width < size("break.huge"):
        columns = (size("right") - 8, size("list.wide"))
        return WidthClass("wide", size("rail.wide"), size("list.wide"), RightSide.COLUMNS, columns)
    columns = (size("right.max") - 40, size("right.max") - 40)
    return WidthClass("huge", size("rail.huge"), size("list.max"), RightSide.COLUMNS, columns)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a person has set for one width class on one screen."""

    splitter: QByteArray
    docks: QByteArray
    rail_open: bool


class LayoutStore:
    """Keeps arrangements in a settings file, by width class and screen."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def settings(self) -> QSettings:
        """The file, for what else is kept in it."""
        return self._settings

    def load(self, name: str, screen: str) -> Arrangement | None:
        """What was kept, or None: then the table counts."""
        group = f"layout/{screen}/{name}"
        splitter, docks = (self._settings.value(f"{group}/{part}") for part in ("splitter", "docks"))
        if not isinstance(splitter, QByteArray) or not isinstance(docks, QByteArray):
            return None
        return Arrangement(splitter, docks, self._settings.value(f"{group}/rail_open") in (True, "true"))

    def save(self, name: str, screen: str, arrangement: Arrangement) -> None:
        """Keep it; written to disk in the background."""
        group = f"layout/{screen}/{name}"
        self._settings.setValue(f"{group}/splitter", arrangement.splitter)
        self._settings.setValue(f"{group}/docks", arrangement.docks)
        self._settings.setValue(f"{group}/rail_open", arrangement.rail_open)

    def load_geometry(self) -> QByteArray:
        """Where the window was; empty at the first start."""
        kept = self._settings.value("geometry")
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def save_geometry(self, geometry: QByteArray) -> None:
        """Keep where the window is."""
        self._settings.setValue("geometry", geometry)
