"""The window's look for tests that draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.theme.controller import ThemeController


@pytest.fixture
def theme_controller(qapp: QApplication) -> Iterator[ThemeController]:
    """The light look at 100 %, and plain Fusion again afterwards."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from shiboken6 import delete

    from ui.theme.controller import Look, ThemeController
    from ui.theme.tokens import Theme, set_theme

    controller = ThemeController(qapp)
    controller.set_look(Look.LIGHT)
    yield controller
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what is over need not change its clothes
    delete(controller)
    qapp.setStyleSheet("")
    qapp.setStyle("Fusion")
    set_theme(Theme.light())
