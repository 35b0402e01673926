"""The screens that are seen most look as they were accepted: in Russian, in every look, some with large text."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from tests.visual.golden import assert_golden
from tests.visual.shot import NORMAL, Occasion, Screen, load_screens, picture
from ui.theme.controller import Look, ThemeController
from ui.translation import set_language

LIGHT, DARK, CONTRAST = Look.LIGHT, Look.DARK, Look.HIGH_CONTRAST
PICTURES = [
    *((name, look, 100) for name in ("signin", "settings", "search", "texts") for look in (LIGHT, DARK, CONTRAST)),
    *((name, look, 100) for name in ("assign", "person-data", "person-data-held") for look in (LIGHT, DARK)),
    ("palette", LIGHT, 100),
    ("palette", CONTRAST, 100),
    *((name, LIGHT, 150) for name in ("signin", "settings", "search", "texts", "assign", "person-data")),
]
"""A whole window costs a second, a dialog a tenth of it."""


WHOLE = {"workspace": NORMAL, "timeline": (580, 1200), "composer": (580, 970)}
LOOKS = {100: (LIGHT, DARK, CONTRAST), 150: (LIGHT, DARK)}
"""Made once for each size of text; then they change their look, which must leave nothing of the one before."""


@pytest.fixture(autouse=True)
def _english_again():
    yield
    set_language("en")


@pytest.mark.parametrize(("name", "look", "percent"), PICTURES)
def test_a_screen_looks_as_accepted(qtbot, theme_controller: ThemeController, name, look, percent):
    theme_controller.set_look(look)
    theme_controller.set_text_percent(percent)
    set_language("ru")
    shown = load_screens()[name]
    size = tuple(round(side * percent / 100) for side in shown.sizes[-1])
    widget = shown.make(Occasion(theme_controller, "ru", size))
    seen = picture(widget, size).toImage()
    _put_away(shown, widget)
    assert_golden(seen, f"{name}-{look}-{percent}")


@pytest.mark.parametrize("percent", LOOKS)
@pytest.mark.parametrize("name", WHOLE)
def test_it_looks_as_accepted_in_one_look_after_the_other(qtbot, theme_controller: ThemeController, name, percent):
    theme_controller.set_text_percent(percent)
    set_language("ru")
    shown = load_screens()[name]
    size = tuple(round(side * percent / 100) for side in WHOLE[name])
    widget, seen = shown.make(Occasion(theme_controller, "ru", size)), {}
    for look in LOOKS[percent]:
        theme_controller.set_look(look)
        seen[look] = picture(widget, size).toImage()
    _put_away(shown, widget)
    for look, image in seen.items():
        assert_golden(image, f"{name}-{look}-{percent}")


def _put_away(shown: Screen, widget: QWidget) -> None:
    if shown.close is not None:
        shown.close(widget)
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
