"""A test that leaves something of Qt running is found out."""

from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget

from tests.qt_leaks import left_behind, living


def test_a_window_nobody_closed_is_found(qtbot):
    before = set(living())
    window = QWidget()
    assert left_behind(before) == ["window QWidget ''"]
    window.deleteLater()
    assert left_behind(before) == []


def test_a_timer_nobody_stopped_is_found(qapp):
    before = set(living())
    timer = QTimer()
    timer.start(1_000_000)
    assert left_behind(before) == ["active QTimer '' of nobody"]
    timer.stop()
    assert left_behind(before) == []


def test_a_thread_nobody_ended_is_found(qapp):
    before = set(living())
    thread = QThread(objectName="sync")
    thread.start()
    try:
        assert left_behind(before) == ["running QThread 'sync'"]
    finally:
        thread.quit()
        assert thread.wait(10_000)
    assert left_behind(before) == []
