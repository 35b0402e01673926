"""A desk that holds 100,000 messages: its start, and what is done all day in it."""

import statistics
import time

from tests.bench.desktop import Home
from tests.bench.row import Row, judged, percentile
from tests.bench.start import MEMORY_AFTER_S, settled_at

MESSAGES, QUICK_MESSAGES = 100_000, 10_000
RUNS, QUICK_RUNS = 5, 1
TURNS, QUICK_TURNS = 150, 6


def rows(quick: bool = False) -> list[Row]:
    """The names of the rows say it: a start, its memory; opening by a click, going to another view, one key.

    Baseline of opening and going: a plain loop of 15 ms between them, as the computer let it run.
    """
    home = Home(QUICK_MESSAGES if quick else MESSAGES)
    try:
        assert home.profile
        settled, memory = _starts(home, QUICK_RUNS if quick else RUNS)
        with home.running("large", BENCH_COUNT=str(QUICK_TURNS if quick else TURNS)) as desktop:
            told = desktop.wait("worked")
    finally:
        home.close()
    floor = percentile(told["plain"], 99)
    return [
        judged("start.settled_list_100k", statistics.median(settled), "s", "≤ 0.6"),
        judged("client.memory_100k", memory, "MB", "≤ 150 (of 10,000 messages; told beside)"),
        judged("open.conversation", percentile(told["opened"], 99), "ms p99", "≤ 50", baseline=floor),
        judged("switch.view", percentile(told["switched"], 99), "ms p99", "≤ 35", baseline=floor),
        judged("typing.painted", percentile(told["typed"], 95), "ms p95", "≤ 16"),
    ]


def _starts(home: Home, runs: int) -> tuple[list[float], float]:
    """Seconds to the settled list of each start but the first, and what the last one holds in memory."""
    found, memory = [], 0.0
    for run in range(runs + 1):
        with home.running("start") as desktop:
            watched = desktop.wait("watched")
            settled = settled_at(watched["paints"], watched["beats"])
            found.append(settled - desktop.began)
            if run == runs:
                time.sleep(max(0.0, settled + MEMORY_AFTER_S - time.monotonic()))
                memory = desktop.memory_mb()
    return found[1:], memory
