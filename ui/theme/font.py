"""Inter at the three weights of the design, tabular digits, and what stands in when it is missing."""

import importlib.util
from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
FILES = ("Inter[opsz,wght].ttf", "Inter-Italic[opsz,wght].ttf")

_WEIGHT = QFont.Tag("wght")
_TABULAR = QFont.Tag("tnum")
_ALTERNATES = QFont.Tag("calt")
_POINTS_AN_INCH = 72
_SMALLEST_PX = 10
"""11 px is the smallest size of the design; the 90 % setting may take one from it."""


def package_folder(package: str) -> Path:
    """The folder of an installed package, found without importing it; a bundle keeps it as a real folder.

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"no package {package}")
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def load_fonts() -> bool:
    """Hand Inter to Qt once; False when it is not there and the fallback families serve.

    Call it after the ``QGuiApplication`` was made.
    """
    try:
        folder = package_folder("fontpkg_inter") / "files"
    except ModuleNotFoundError:
        return False
    return all(QFontDatabase.addApplicationFont(str(folder / name)) >= 0 for name in FILES)


def make_font(pixel_size: int, weight: int = 400, *, tabular: bool = False) -> QFont:
    """A font of the window, the caller's own; every font comes from here, so that weights are real everywhere."""
    return QFont(_made(pixel_size, weight, tabular=tabular))


def sized_in_points(font: QFont) -> QFont:
    """The same font, as large on this screen: Qt's preview of a page takes a quarter of the program's points."""
    made, screen = QFont(font), QGuiApplication.primaryScreen()
    made.setPointSizeF(font.pixelSize() * _POINTS_AN_INCH / screen.logicalDotsPerInchY())
    return made


def printed_font(points: float) -> QFont:
    """A font for paper, where a pixel of the window would be the size of a dot.

    Without alternates: what is copied out of a PDF would have a sign of nobody's for a dash between digits.
    """
    made = QFont(list(FAMILIES))
    made.setFeature(_ALTERNATES, 0)
    made.setPointSizeF(points)
    return made


@cache
def _made(pixel_size: int, weight: int, *, tabular: bool) -> QFont:
    """Made once: a list paints a hundred texts a frame.

    WORKAROUND: Qt's FreeType database lists a variable font as "Regular" only and then ignores
    weights below 700 (seen in 6.12 on offscreen and xcb), hence the axis is set beside the weight.
    """
    made = QFont(list(FAMILIES))
    made.setPixelSize(max(_SMALLEST_PX, pixel_size))
    made.setWeight(QFont.Weight(weight))
    made.setVariableAxis(_WEIGHT, weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        made.setFeature(_TABULAR, 1)
    return made
