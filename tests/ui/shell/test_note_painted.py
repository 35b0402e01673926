"""A note at the end of a talk: what was there is moved, and the screen shows the same as if all were painted."""

from PySide6.QtCore import QCoreApplication, QPoint, QRect

from tests.living import live
from tests.ui.shell.test_quick_opening import Painted

_NOTES = 12


def write(view, text):
    view.screens.composer.note()
    view.screens.composer.note_editor.insertPlainText(text)
    live(50)
    view.screens.composer.send()


def on_screen(part):
    QCoreApplication.processEvents()
    window = part.window()
    place = QRect(part.mapTo(window, QPoint()), part.size())
    return window.screen().grabWindow(window.winId()).toImage().copy(place)


def test_only_the_new_note_is_painted_and_all_others_stand_right(window):
    view = window.desk_view
    timeline = view.screens.conversation.timeline
    window.resize(1200, 700)
    for number in range(_NOTES):
        write(view, f"Note {number}: the customer waits for a call.")
        live(50)
    assert timeline.verticalScrollBar().maximum() > 0
    painted = Painted(timeline.viewport())
    write(view, "The last one, with more words than the others have: the customer waits for a call after six.")
    now = painted.region.boundingRect()
    assert 0 < now.height() < timeline.viewport().height() / 2
    assert now.bottom() == timeline.viewport().rect().bottom()
    live(300)
    moved = on_screen(timeline.viewport())
    timeline.viewport().update()
    assert moved == on_screen(timeline.viewport())
