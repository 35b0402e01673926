"""How soon the palette shows what fits, over a desk that holds 100,000 messages."""

from tests.bench.desktop import Home
from tests.bench.row import Row, judged, percentile

MESSAGES, QUICK_MESSAGES = 100_000, 10_000
TURNS, QUICK_TURNS = 120, 12


def rows(quick: bool = False) -> list[Row]:
    """``[palette.painted]``: from a key in its field to the painted lines: commands, names, numbers, wrong layouts."""
    home = Home(QUICK_MESSAGES if quick else MESSAGES)
    try:
        assert home.profile
        with home.running("palette", BENCH_COUNT=str(QUICK_TURNS if quick else TURNS)) as desktop:
            told = desktop.wait("looked")
    finally:
        home.close()
    return [judged("palette.painted", percentile(told["typed"], 99), "ms p99", "≤ 50")]
