"""What a desk takes when nobody works at it, and what it holds after it was used in every way there is."""

import os
import time
from pathlib import Path

from tests.bench.desktop import Home
from tests.bench.row import Row, judged
from tests.bench.start import MEMORY_AFTER_S

IDLE_S, QUICK_IDLE_S = 60.0, 5.0
STEPS, QUICK_STEPS = 1_000, 100


def rows(home: Home, quick: bool = False) -> list[Row]:
    """``[client.idle_cpu]``, ``[client.memory_used]``; the server is off, as at every start that is measured."""
    assert home.profile
    with home.running("start") as desktop:
        desktop.wait("watched")
        time.sleep(MEMORY_AFTER_S)
        idle = _busy_percent(desktop.process.pid, QUICK_IDLE_S if quick else IDLE_S)
    with home.running("robot", BENCH_COUNT=str(QUICK_STEPS if quick else STEPS)) as desktop:
        desktop.wait("walked")
        time.sleep(MEMORY_AFTER_S)
        used = desktop.memory_mb()
    return [
        judged("client.idle_cpu", idle, "%", "≤ 1"),
        judged("client.memory_used", used, "MB", "≤ 210"),
    ]


def _busy_percent(pid: int, seconds: float) -> float:
    began = _worked_s(pid)
    time.sleep(seconds)
    return 100 * (_worked_s(pid) - began) / seconds


def _worked_s(pid: int) -> float:
    """Processor time of all threads so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
