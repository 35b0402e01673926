"""The fonts of the program, as Qt's own dialogs find them."""

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from ui.theme.controller import ThemeController
from ui.theme.tokens import theme


@pytest.mark.parametrize("percent", [90, 100, 150])
def test_qts_own_dialogs_find_a_size_in_points_that_is_as_large_as_ours(theme_controller: ThemeController, percent):
    theme_controller.set_text_percent(percent)
    font = QApplication.font()
    assert font.pointSizeF() > 0
    assert QFontInfo(font).pixelSize() == theme().font("body").pixelSize()
