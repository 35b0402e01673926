"""The gallery looks as it was accepted, in both looks and at two text sizes."""

import pytest
from PySide6.QtGui import QColor, QImage

from tests.visual.golden import SHARE, assert_golden, compare
from tests.visual.shot import file_name, picture
from ui.gallery.pages import PAGES
from ui.theme.controller import Look, ThemeController
from ui.translation import set_language

SIZES = {"gallery": {100: (1440, 720), 150: (1920, 1080)}, "gallery-lines": {100: (1440, 980), 150: (2160, 1300)}}


@pytest.mark.parametrize(
    ("look", "percent"),
    [(Look.LIGHT, 100), (Look.LIGHT, 150), (Look.DARK, 100), (Look.DARK, 150), (Look.HIGH_CONTRAST, 100)],
)
@pytest.mark.parametrize("name", PAGES)
def test_every_part_looks_as_accepted(qtbot, theme_controller: ThemeController, name, look, percent):
    theme_controller.set_look(look)
    theme_controller.set_text_percent(percent)
    set_language("en")
    page = PAGES[name]()
    qtbot.addWidget(page)
    page.setFocus()
    assert_golden(picture(page, SIZES[name][percent]).toImage(), f"{name}-{look}-{percent}")


def test_a_moved_part_is_noticed():
    golden = QImage(100, 100, QImage.Format.Format_RGB32)
    golden.fill(QColor("white"))
    shown = golden.copy()
    for at in range(100):
        shown.setPixelColor(at, 50, QColor("black"))
    share, diff = compare(shown, golden)
    assert share == 0.01 > SHARE
    assert diff.pixelColor(3, 50) == QColor("red")


def test_a_breath_of_antialiasing_is_not_noticed():
    golden = QImage(10, 10, QImage.Format.Format_RGB32)
    golden.fill(QColor(100, 100, 100))
    shown = golden.copy()
    shown.fill(QColor(110, 100, 100))
    assert compare(shown, golden)[0] == 0


def test_pictures_are_named_by_screen_size_look_and_language():
    assert file_name("workspace", (1440, 900), Look.LIGHT, "ru") == "workspace-1440x900-light-ru.png"
