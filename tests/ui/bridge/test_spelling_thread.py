"""The speller's thread, also on a computer without a speller."""

import sys

from PySide6.QtCore import QObject

from app.language.spelled import Word
from ui.bridge.spelling import SpellingThread


def test_without_a_speller_what_is_asked_for_does_not_pile_up(qtbot, monkeypatch):
    monkeypatch.setitem(sys.modules, "app.client.spelling", None)
    owner = QObject()
    speller = SpellingThread(owner)
    for _ in range(50):
        speller.judge([Word(0, "word", "en")])
    qtbot.waitUntil(speller._jobs.empty)
    assert speller._thread.is_alive()
    thread = speller._thread
    speller._jobs.put(None)
    thread.join(5)
    assert not thread.is_alive()
