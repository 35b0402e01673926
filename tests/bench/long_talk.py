"""Typing in a conversation of thousands of messages, as read from a real cache."""

import json
import os
import subprocess
import sys

from tests.bench.row import Row, judged, percentile

MESSAGES, QUICK_MESSAGES = 5_000, 500
KEYS, QUICK_KEYS = 300, 30


def rows(quick: bool = False) -> list[Row]:
    """``[typing.painted.long]``: from a key to the painted letter, drafts saved and words judged on the way.

    ``[spelling.memory]``: what both dictionaries take, from before the first letter to after a judged sentence.
    """
    sizes = [str(it) for it in ((QUICK_MESSAGES, QUICK_KEYS) if quick else (MESSAGES, KEYS))]
    run = [sys.executable, "-m", "tests.bench.drivers.long_talk", *sizes]
    done = subprocess.run(
        run, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, timeout=300, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return [
        judged("typing.painted.long", percentile(told["typed"], 95), "ms p95", "≤ 16"),
        judged("spelling.memory", told["spelling_mb"], "MB", "≤ 30"),
    ]
