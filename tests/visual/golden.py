"""Compares a picture with its golden one, with a tolerance, and writes what differs."""

import os
from pathlib import Path

from PySide6.QtGui import QColor, QImage

FOLDER = Path(__file__).parent / "golden"
OUT = Path(__file__).resolve().parents[2] / "out" / "golden"
UPDATE = "DESKHAND_UPDATE_GOLDEN"
"""Set this variable to 1 to accept the pictures of now."""

STEP = 24
"""A pixel differs when a channel is further off than this (of 255); antialiasing is below it."""
SHARE = 0.002
"""So much of the picture may differ: another FreeType draws some edges otherwise."""


def compare(shown: QImage, golden: QImage) -> tuple[float, QImage]:
    """The share of pixels that differ, 0 to 1, and a picture of them in red over the faint golden one."""
    if shown.size() != golden.size():
        return 1.0, shown
    width, height = shown.width(), shown.height()
    first, second = (picture.convertToFormat(QImage.Format.Format_RGB32) for picture in (shown, golden))
    diff = second.copy()
    red = QColor("red").rgb()
    one, two = bytes(first.constBits()), bytes(second.constBits())
    wrong = 0
    for at in _differing(one, two):
        wrong += 1
        diff.setPixel(at % width, at // width, red)
    return wrong / (width * height), diff


def _differing(one: bytes, two: bytes) -> list[int]:
    if one == two:
        return []
    pixels = range(0, len(one), 4)
    unequal = [at for at in pixels if one[at : at + 4] != two[at : at + 4]]
    return [at // 4 for at in unequal if max(abs(one[at + i] - two[at + i]) for i in range(3)) > STEP]


def assert_golden(shown: QImage, name: str) -> None:
    """Fails when the picture differs; the picture and the differences are then in ``out/golden``."""
    path = FOLDER / f"{name}.png"
    shown.setDevicePixelRatio(1)
    if os.environ.get(UPDATE) == "1":
        FOLDER.mkdir(exist_ok=True)
        shown.save(str(path))
    golden = QImage(str(path))
    assert not golden.isNull(), f"no golden picture {path}; set {UPDATE}=1 to make it"
    share, diff = compare(shown, golden)
    if share > SHARE:
        OUT.mkdir(parents=True, exist_ok=True)
        shown.save(str(OUT / f"{name}.png"))
        diff.save(str(OUT / f"{name}-diff.png"))
    assert share <= SHARE, f"{share:.2%} of {name} differ from its golden picture; see {OUT / name}-diff.png"
