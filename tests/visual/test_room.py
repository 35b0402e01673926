"""Words have room, also in a language that takes 40 % more of it, in a small window and with large text."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

import ui.translation
from tests.visual.cut import cut
from tests.visual.pseudo import Pseudo, longer
from tests.visual.shot import Occasion, Screen, load_screens, settle
from ui.theme.controller import Look, ThemeController
from ui.translation import set_language

WINDOWS = ((960, 600), (1280, 720), (1440, 900))
LEAST, LARGEST = WINDOWS[0], 150
SAMPLES = {"gallery", "gallery-lines"}
"""Shows words that are in no catalogue."""

SCREENS = [it for name, it in sorted(load_screens().items()) if name not in SAMPLES]
SHORT = [it for it in SCREENS if it.close is None or it.name == "workspace"]
"""Dialogs, and one whole window: the others differ from it in little."""


def looked_at(screen: Screen, controller: ThemeController, size: tuple[int, int]) -> list[str]:
    """What is cut on a screen. A dialog may be as much larger as its text is."""
    scale = controller.text_percent / 100 if screen.close is None else 1
    widget = screen.make(Occasion(controller, "en", size))
    widget.resize(round(size[0] * scale), round(size[1] * scale))
    widget.show()
    settle(widget)
    found = cut(widget)
    if screen.close is not None:
        screen.close(widget)
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return found


def sizes(screen: Screen) -> tuple[tuple[int, int], ...]:
    """Of windows, all that are promised; a dialog has its own."""
    return (tuple(screen.sizes[0]),) if screen.close is None else WINDOWS


@pytest.fixture
def roomy(theme_controller: ThemeController, monkeypatch):
    """The look of a text in the longer language."""
    theme_controller.set_look(Look.LIGHT)
    monkeypatch.setattr(ui.translation, "_current", Pseudo())
    return theme_controller


@pytest.mark.parametrize("screen", SHORT, ids=lambda it: it.name)
def test_nothing_is_cut_where_there_is_least_room(roomy, screen):
    roomy.set_text_percent(LARGEST)
    assert looked_at(screen, roomy, sizes(screen)[0]) == []


@pytest.mark.nightly
@pytest.mark.parametrize("screen", SCREENS, ids=lambda it: it.name)
@pytest.mark.parametrize("percent", [100, LARGEST])
def test_nothing_is_cut_anywhere(roomy, screen, percent):
    roomy.set_text_percent(percent)
    assert {size: found for size in sizes(screen) if (found := looked_at(screen, roomy, size))} == {}


@pytest.mark.nightly
@pytest.mark.parametrize("screen", SCREENS, ids=lambda it: it.name)
def test_nothing_is_cut_in_russian_with_the_largest_text(theme_controller: ThemeController, screen):
    theme_controller.set_look(Look.LIGHT)
    theme_controller.set_text_percent(LARGEST)
    set_language("ru")
    found = {size: cut for size in sizes(screen)[-2:] if (cut := looked_at(screen, theme_controller, size))}
    set_language("en")
    assert found == {}


def test_the_longer_language_keeps_what_is_filled_in():
    assert longer("{count} changes waiting").startswith("{count} changes waiting ")
    assert longer("Open…").endswith("…")
    assert len(longer("Send")) == 6
