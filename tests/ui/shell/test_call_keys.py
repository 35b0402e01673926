"""A telephone rings whatever is open: its keys work in every dialog and window."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from app.client.call import CallState
from app.domain.call import Direction
from app.language.phone import CallLink


@pytest.fixture
def calls(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window.desk_view.calls


def test_a_call_is_answered_and_ended_from_within_a_dialog(window, calls, qtbot):
    calls.begin(CallLink("+79990001122", Direction.IN))
    states = []

    def press():
        dialog = QApplication.activeModalWidget()
        if dialog is None or not dialog.isActiveWindow():
            QTimer.singleShot(10, press)
            return
        QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_F2)
        states.append(calls.call.state)
        QTest.keyClick(
            dialog.windowHandle(), Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        states.append(calls.call.state)
        dialog.reject()

    QTimer.singleShot(0, press)
    window.desk_view.show_changes()
    assert states == [CallState.TALKING, CallState.WRAPUP]


def test_a_question_has_them_too_and_each_only_once(window, calls, qtbot):
    calls.begin(CallLink("+79990001122", Direction.IN))
    box = QMessageBox(window)
    qtbot.addWidget(box)
    for _time in range(2):
        box.open()
        qtbot.waitUntil(box.isActiveWindow)
        box.hide()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
    assert len(box.actions()) == len(set(box.actions())) == 5
    box.open()
    qtbot.waitUntil(box.isActiveWindow)
    QTest.keyClick(box.windowHandle(), Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    assert calls.call is None or calls.call.state is not CallState.OFFERED


def test_when_no_call_comes_in_a_dialog_has_its_keys_to_itself(window, calls, qtbot):
    box = QMessageBox(window)
    qtbot.addWidget(box)
    box.open()
    qtbot.waitUntil(box.isActiveWindow)
    QTest.keyClick(box.windowHandle(), Qt.Key.Key_F2)
    assert calls.call is None
