"""When Python looks for cyclic rubbish: on the main thread alone, and never in what lives as long as the window does.

Python's own search runs on whichever thread makes one object too many, and deletes there what it finds. Of a window
or a part of it Qt allows that on the main thread only: the program would die of it, at random and long after.
"""

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

FIRST_MS, LOOK_MS = 5_000, 500
"""At the start everything is new and nothing of it rubbish: to search it all would hold the first list up by 30 ms."""

ENOUGH = (2_000, 20, 20)
"""So much is new in a generation before it is searched: two thousand young objects take two to three milliseconds, and
ten thousand more than half a frame."""


def start_quietly() -> None:
    """Imports leave no rubbish: none is looked for until ``look_here``."""
    gc.disable()


def look_here(parent: "QObject") -> None:
    """As long as ``parent`` lives, rubbish is looked for on this thread and on no other."""
    from PySide6.QtCore import QTimer

    gc.disable()
    often = QTimer(parent, interval=LOOK_MS)
    often.timeout.connect(look)
    first = QTimer(parent, interval=FIRST_MS, singleShot=True)
    first.timeout.connect(work_quietly)
    first.timeout.connect(often.start)
    first.start()


def look() -> None:
    """Search the oldest generation with enough in it, and with it the younger ones."""
    full = [it for it, (new, enough) in enumerate(zip(gc.get_count(), ENOUGH, strict=True)) if new > enough]
    if full:
        gc.collect(full[-1])


def work_quietly() -> None:
    """What exists now stays: leave it out of every later search. May be called again."""
    gc.freeze()
