"""A look-up beside the window ends with the widget it was for."""

import threading

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from ui.bridge.latest import Latest


def test_what_is_being_looked_up_when_its_widget_goes_tells_nobody_and_its_thread_ends(qtbot):
    begun, go_on, threads, told = threading.Event(), threading.Event(), [], []

    def look(wish):
        threads.append(threading.current_thread())
        begun.set()
        assert go_on.wait(5)
        return wish

    owner = QObject()
    latest = Latest(look, owner)
    latest.done.connect(lambda *outcome: told.append(outcome))
    latest.ask(("a",))
    assert begun.wait(5)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    go_on.set()
    threads[0].join(5)
    assert not threads[0].is_alive()
    QCoreApplication.processEvents()
    assert told == []


def test_only_the_newest_wish_is_told(qtbot):
    gate, done = threading.Event(), []
    owner = QObject()

    def look(wish):
        assert gate.wait(5)
        return wish[0].upper()

    latest = Latest(look, owner)
    latest.done.connect(lambda wish, outcome: done.append(outcome))
    for letter in "abc":
        latest.ask((letter,))
    gate.set()
    qtbot.waitUntil(lambda: done == ["C"])
    latest.stop()
    owner.deleteLater()
