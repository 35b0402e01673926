"""Types into the palette of a full window, one letter at a time."""

import os
from functools import partial
from typing import Any

from tests.bench.drivers.large import IDLE_S, REST_MS, took
from tests.living import live

TYPED = ("solve", "заказ", "ivan", "cjrjkjd", "#104", ">prom", "@мар", "настр", "zzzz")


def install(watch: Any, tell: Any) -> None:
    """When the panes are there and all is quiet."""

    def later() -> None:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(int(IDLE_S * 1_000), lambda: _drive(watch, tell))

    watch.on_attached = later


def _drive(watch: Any, tell: Any) -> None:
    palette = watch.window.desk_view.finder.palette
    palette.open_with()
    live(REST_MS)
    letters = [letter for word in TYPED for letter in (*word, "")]
    typed = []
    for turn in range(int(os.environ["BENCH_COUNT"])):
        letter = letters[turn % len(letters)]
        act = partial(palette.field.insert, letter) if letter else palette.field.clear
        typed.append(took(act, palette.answered, palette.list.viewport()))
        live(REST_MS)
    tell("looked", typed=typed)
