"""The composer wears the look of now."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from tests.ui.talk import MARINA
from ui.composer.composer import Composer
from ui.theme.controller import Look
from ui.theme.tokens import theme


def ground(composer: Composer) -> QColor:
    """The pixel in the last corner of the text area, where nothing is written."""
    image = composer.editors.shown.viewport().grab().toImage()
    return image.pixelColor(QPoint(image.width() - 4, image.height() - 4))


@pytest.mark.parametrize(("is_note", "fill"), [(False, "bg.field"), (True, "note.bg")])
def test_the_text_area_follows_the_look_there_and_back(opened, theme_controller, is_note, fill):
    theme_controller.set_look(Look.LIGHT)
    composer = opened(MARINA)
    if is_note:
        composer.note()
    seen = []
    for look in (Look.LIGHT, Look.DARK, Look.LIGHT, Look.DARK):
        theme_controller.set_look(look)
        QApplication.processEvents()
        assert ground(composer).name() == theme().color(fill).name()
        seen.append(ground(composer).name())
    assert seen[0] != seen[1]


def test_the_hidden_text_area_follows_the_look_too(opened, theme_controller):
    theme_controller.set_look(Look.LIGHT)
    composer = opened(MARINA)
    theme_controller.set_look(Look.DARK)
    composer.note()
    assert ground(composer).name() == theme().color("note.bg").name()
    theme_controller.set_look(Look.LIGHT)
    composer.reply()
    assert ground(composer).name() == theme().color("bg.field").name()
