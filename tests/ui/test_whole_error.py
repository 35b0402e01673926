"""What Qt calls may fail over something that is gone: that is a bug to be reported and not the end of the program."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QIdentityProxyModel, QObject
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from shiboken6 import Shiboken


def fail():
    """As a slot, a menu or a timer does that holds a part of a window for too long."""
    gone = QMenu()
    Shiboken.delete(gone)
    gone.setTitle("")


class Told(QWidget):
    def changeEvent(self, event):
        if event.type() is QEvent.Type.LanguageChange:
            fail()


class Watching(QWidget):
    def eventFilter(self, watched, event):
        return fail() if event.type() is QEvent.Type.User else False


class Painted(QWidget):
    def paintEvent(self, event):
        fail()


class LaidOut(QWidget):
    def sizeHint(self):
        return fail()


class BrokenModel(QAbstractListModel):
    def rowCount(self, parent=None):
        return 1

    def data(self, index, role=0):
        return fail()


def tell(part: QWidget) -> None:
    QApplication.sendEvent(part, QEvent(QEvent.Type.LanguageChange))


def watch(part: QWidget) -> None:
    watched = QObject(part)
    watched.installEventFilter(part)
    QApplication.sendEvent(watched, QEvent(QEvent.Type.User))


def paint(part: QWidget) -> None:
    part.render(QPixmap(10, 10))


def lay_out(part: QWidget) -> None:
    around = QWidget()
    column = QVBoxLayout(around)
    column.addWidget(part)
    try:
        around.sizeHint()
    finally:
        column.removeWidget(part)
        part.setParent(None)


def list_it(part: QWidget) -> None:
    model, shown = BrokenModel(part), QIdentityProxyModel(part)
    shown.setSourceModel(model)
    shown.data(shown.index(0, 0))


@pytest.mark.parametrize(
    ("kind", "ask"), [(Told, tell), (Watching, watch), (Painted, paint), (LaidOut, lay_out), (QWidget, list_it)]
)
def test_an_error_over_something_gone_is_reported_wherever_qt_asks(qtbot, kind, ask):
    part = kind()
    qtbot.addWidget(part)
    with pytest.raises(RuntimeError, match="already deleted"):
        ask(part)


@pytest.mark.parametrize("fails", [lambda: int("x"), lambda: 1 // 0, lambda: QWidget.resize("x")])
def test_so_is_every_other_error_that_was_raised_in_c(qtbot, fails):
    class Part(QWidget):
        def changeEvent(self, event):
            if event.type() is QEvent.Type.LanguageChange:
                fails()

    part = Part()
    qtbot.addWidget(part)
    with pytest.raises((ValueError, ZeroDivisionError, TypeError)):
        tell(part)


def test_the_workaround_is_still_needed():
    code = """
from PySide6.QtCore import QCoreApplication, QEvent, QObject
class Broken(QObject):
    def event(self, event):
        return 1 // 0
app = QCoreApplication([])
try:
    app.sendEvent(Broken(), QEvent(QEvent.Type.User))
except ZeroDivisionError:
    print("whole")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    needed = sys.version_info < (3, 12)
    assert (done.stdout != "whole\n") is needed, "PySide6 is repaired: ui/whole_error.py can go"
