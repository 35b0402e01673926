"""Does everything one can do, by chance, as the robot of the suite does."""

import os
from typing import Any

IDLE_MS = 4_000
SEED = 7
LOOK_MS = 100


def install(watch: Any, tell: Any) -> None:
    """When the panes are there and all is quiet."""

    def later() -> None:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(IDLE_MS, lambda: _walk(watch, tell))

    watch.on_attached = later


def _walk(watch: Any, tell: Any) -> None:
    from PySide6.QtCore import QTimer

    from tests.e2e.robot import Robot

    robot = Robot(watch.window, SEED)
    look = QTimer(robot, interval=LOOK_MS)

    def on_look() -> None:
        if not robot.is_busy:
            look.stop()
            tell("walked")

    look.timeout.connect(on_look)
    robot.walk(int(os.environ["BENCH_COUNT"]))
    look.start()
