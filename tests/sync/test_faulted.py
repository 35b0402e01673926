"""Through a network that drops, doubles, cuts, delays and lies, every command has one effect or one visible refusal."""

from pathlib import Path

import pytest

from tests.services.faulty_proxy import Fate
from tests.sync.faulted import Tally, play


def proved(tally: Tally, faults: int) -> None:
    print(tally)
    assert tally.met.total() - tally.met[Fate.PASSED] >= faults
    assert (tally.lost, tally.doubled, tally.differing) == (0, 0, 0), str(tally)
    assert set(tally.outcomes) <= {"ok", "held", "conflict"}, str(tally)


def test_of_three_hundred_commands_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    proved(play(300, tmp_path), faults=8)  # a slow computer sends more commands in a request


@pytest.mark.nightly
def test_of_ten_thousand_commands_nothing_is_lost_or_doubled_on_postgresql(tmp_path: Path, postgres: str) -> None:
    proved(play(10_000, tmp_path, seed=2, database=postgres), faults=500)


@pytest.mark.nightly
def test_of_a_hundred_thousand_commands_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    proved(play(100_000, tmp_path, seed=3), faults=5_000)
