"""Typing and going to old messages in a conversation of thousands, as read from a real cache."""

import json
import os
import subprocess
import sys

from tests.bench.row import Row, judged, percentile

MESSAGES, QUICK_MESSAGES = 5_000, 500
JUMPS, QUICK_JUMPS = 200, 20
KEYS, QUICK_KEYS = 300, 30


def rows(quick: bool = False) -> list[Row]:
    """``[typing.painted.long]``: from a key to the painted letter, drafts saved and words judged on the way.

    ``[jump.painted]``: from asking for a message anywhere in it, as a hit of the search does, to its painting.
    ``[spelling.memory]``: what both dictionaries take, from before the first letter to after a judged sentence.
    """
    sizes = [str(it) for it in _sizes(quick)]
    run = [sys.executable, "-m", "tests.bench.drivers.long_talk", *sizes]
    done = subprocess.run(
        run, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, timeout=300, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return [
        judged("typing.painted.long", percentile(told["typed"], 95), "ms p95", "≤ 16"),
        judged("jump.painted", percentile(told["gone"], 99), "ms p99", "≤ 100"),
        judged("spelling.memory", told["spelling_mb"], "MB", "≤ 30"),
    ]


def _sizes(quick: bool) -> tuple[int, int, int]:
    return (QUICK_MESSAGES, QUICK_KEYS, QUICK_JUMPS) if quick else (MESSAGES, KEYS, JUMPS)
