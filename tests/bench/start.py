"""From the start of the process to the first paint, to the settled list, and what it holds in memory then."""

import statistics
import time

from tests.bench.desktop import Home
from tests.bench.row import Row, judged

RUNS, QUICK_RUNS = 9, 3
QUIET_S = 0.2
"""A list that is not painted again for so long has settled; that time is not counted (issue 2)."""

TURNS = 4
"""How often the event loop must turn in the quiet time (of ten beats): a window that is stuck has not settled."""

MEMORY_AFTER_S = 10.0


def rows(home: Home, quick: bool = False) -> list[Row]:
    """``[start.first_paint]``, ``[start.settled_list]``, ``[client.memory]``; the server is off, files are warm."""
    assert home.profile
    empty, first, lists, panes, memory = [], [], [], [], 0.0
    runs = QUICK_RUNS if quick else RUNS
    for run in range(-1, runs):  # the first warms the files and is not counted
        window = home.empty_window_s()
        with home.running("start") as desktop:
            frame = desktop.wait("frame")["at"] - desktop.began
            attached = desktop.wait("attached")["at"] - desktop.began
            watched = desktop.wait("watched")
            settled = settled_at(watched["paints"], watched["beats"])
            if run == runs - 1:
                time.sleep(max(0.0, settled + MEMORY_AFTER_S - time.monotonic()))
                memory = desktop.memory_mb()
            if run >= 0:
                empty.append(window)
                first.append(frame)
                lists.append(settled - desktop.began)
                panes.append(attached)
    window = statistics.median(empty)
    return [
        judged("start.first_paint", statistics.median(first), "s", "≤ 2 × an empty window", baseline=window),
        judged("start.settled_list", statistics.median(lists), "s", "≤ 0.6", baseline=window),
        judged("start.all_panes", statistics.median(panes), "s", "≤ 1.5 (no promise, told beside)", baseline=window),
        judged("client.memory", memory, "MB", "≤ 150"),
    ]


def settled_at(paints: list[float], beats: list[float]) -> float:
    """The paint after which the list stood still for the quiet time while the window answered.

    Raises:
        RuntimeError: there is none.
    """
    for at, following in zip(paints, [*paints[1:], float("inf")], strict=True):
        turns = sum(1 for beat in beats if at < beat <= at + QUIET_S)
        if following - at > QUIET_S and turns >= TURNS:
            return at
    raise RuntimeError("the list never settled")
