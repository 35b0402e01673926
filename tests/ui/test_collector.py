"""What nobody holds any more is deleted on the main thread, whichever thread makes the objects."""

import gc
import threading
import weakref

from PySide6.QtCore import QObject

from ui.collector import ENOUGH, look, look_here


class _Window(QObject):
    """Holds itself, as a window does whose slot is a lambda of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


def _make_many() -> list[list[int]]:
    return [[number] for number in range(3 * ENOUGH[0])]


def test_a_window_in_a_circle_is_deleted_on_the_main_thread_however_much_another_makes(qapp) -> None:
    program, deleted_on = QObject(), []
    look_here(program)
    gc.collect()
    weakref.finalize(_Window(), lambda: deleted_on.append(threading.current_thread()))
    other = threading.Thread(target=_make_many)
    other.start()
    other.join()
    assert not deleted_on
    kept = _make_many()
    look()
    assert deleted_on == [threading.main_thread()]
    del kept, program


def test_little_that_is_new_is_not_searched(qapp) -> None:
    gc.collect()
    deleted: list[bool] = []
    weakref.finalize(_Window(), lambda: deleted.append(True))
    look()
    assert not deleted
