"""What other threads tell reaches the main one, and never anybody who is gone."""

import subprocess
import sys
import threading

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from ui.bridge.background import Background
from ui.bridge.line import Line

ROUNDS = 600


class Hearer(QObject):
    def __init__(self, parent=None):
        super().__init__(parent)
        self.heard = []

    def hear(self, word):
        self.heard.append((word, threading.current_thread()))


def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(5)
    assert not thread.is_alive()


def test_what_a_thread_tells_is_heard_on_the_main_thread_in_its_order(qapp):
    hearer = Hearer()
    line = Line(hearer.hear)
    in_thread(lambda: [line(it) for it in range(20)])
    assert hearer.heard == []
    qapp.processEvents()
    assert hearer.heard == [(it, threading.main_thread()) for it in range(20)]


def test_the_main_thread_itself_is_heard_at_once(qapp):
    hearer = Hearer()
    Line(hearer.hear)("now")
    assert [word for word, _ in hearer.heard] == ["now"]


def test_what_is_told_to_somebody_who_is_gone_is_dropped(qapp):
    owner = QObject()
    hearer = Hearer(owner)
    line = Line(hearer.hear)
    in_thread(lambda: line("before"))
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    in_thread(lambda: line("after"))
    qapp.processEvents()
    assert hearer.heard == []
    line("from here")
    assert hearer.heard == []


def test_what_the_work_held_is_let_go_on_the_main_thread(qtbot):
    gone = []

    class Window:
        def __del__(self):
            gone.append(threading.current_thread())

        def work(self):
            return 1

    asking = Background(Window().work)
    asking.start()
    qtbot.waitUntil(lambda: bool(gone))
    assert gone == [threading.main_thread()]


def test_the_process_outlives_answers_to_windows_that_are_being_closed():
    command = [sys.executable, "-c", _CLOSING, str(ROUNDS)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


_CLOSING = """
import random, sys
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from ui.bridge.background import Background

sys.setswitchinterval(1e-5)
app = QCoreApplication([])
for _ in range(int(sys.argv[1])):
    window = QObject()
    for work in [Background(lambda: None, window) for _ in range(8)]:
        work.start()
    sum(range(random.randrange(60)))
    window.deleteLater()
    del window, work
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()
"""
