"""With many who only listen and some who work a server stays quick, small and right."""

from pathlib import Path

import pytest

from tests.bench.row import percentile
from tests.sync.soak import Told, soak

GROWS_AT_MOST_MB = 30
"""Of the second half: what a server keeps for ever would grow without end."""


def right(told: Told) -> None:
    print(told)
    assert not told.errors, told.errors[:5]
    assert told.found == told.written > 0
    assert told.ended == 0
    assert min(told.heard) > 0
    assert told.pokes


def test_twenty_who_listen_and_four_who_work_are_served(tmp_path: Path) -> None:
    right(soak(tmp_path, seconds=3, streams=20, clients=4))


@pytest.mark.nightly
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_thousand_who_listen_and_fifty_who_work_are_served_for_ten_minutes(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    url = "" if database == "sqlite" else request.getfixturevalue("postgres")
    told = soak(tmp_path, seconds=600, streams=1_000, clients=50, database=url)
    right(told)
    half = told.memory[len(told.memory) // 2 :]
    assert half[-1] - half[0] < GROWS_AT_MOST_MB
    assert percentile(told.pokes, 99) < 800
