"""What a bad network takes from people's work: nothing, once."""

import tempfile
from pathlib import Path

from tests.bench.row import Row, judged
from tests.sync.faulted import play

COMMANDS, QUICK_COMMANDS = 100_000, 300


def rows(quick: bool = False) -> list[Row]:
    """``[sync.lost]``, ``[sync.doubled]``: commands of three desks through a faulty proxy, a server process, SQLite."""
    count = QUICK_COMMANDS if quick else COMMANDS
    with tempfile.TemporaryDirectory() as folder:
        tally = play(count, Path(folder), seed=4)
    return [
        judged("sync.lost", tally.lost + tally.differing, f"of {count:,}", "= 0"),
        judged("sync.doubled", tally.doubled, f"of {count:,}", "= 0"),
    ]
