"""Time on conversations is what was really worked: pauses, other programs and other requests are cut out."""

from random import Random
from uuid import UUID

import pytest

from app.domain.handling import IDLE_S, Handling

ONE, TWO = UUID(int=1), UUID(int=2)


def test_reading_and_typing_count_and_a_long_pause_counts_for_a_minute() -> None:
    time = Handling()
    time.look(ONE, 100)
    time.act(130)
    time.act(180)
    time.act(600)
    assert time.take(610) == {ONE: 30 + 50 + IDLE_S + 10}
    assert time.take(610) == {}


def test_each_conversation_has_its_own_time_and_none_has_that_of_none() -> None:
    time = Handling()
    time.look(ONE, 0)
    time.look(TWO, 20)
    time.look(None, 50)
    time.look(ONE, 1_000)
    assert time.take(1_005) == {ONE: 25, TWO: 30}


def test_another_program_in_front_is_no_work_on_the_request() -> None:
    time = Handling()
    time.look(ONE, 0)
    time.leave(10)
    time.act(20)
    time.come_back(500)
    assert time.take(505) == {ONE: 15}


def test_a_pause_that_is_looked_at_in_between_still_ends_after_a_minute() -> None:
    time = Handling()
    time.look(ONE, 0)
    assert time.take(50) == {ONE: 50}
    assert time.take(100) == {ONE: 10}
    assert time.take(900) == {}


@pytest.mark.parametrize("seed", range(5))
def test_a_scripted_shift_is_measured_within_five_per_cent(seed: int) -> None:
    """An hour of reading, typing, pauses, calls away and switches; the truth is what the script says was work."""
    dice, time, now = Random(seed), Handling(), 0.0
    truth: dict[UUID, float] = {ONE: 0.0, TWO: 0.0}
    while now < 3_600:
        talk = dice.choice((ONE, TWO))
        time.look(talk, now)
        for _ in range(dice.randrange(20, 60)):  # typing and scrolling: something every few seconds
            step = dice.uniform(0.2, 8.0)
            now, truth[talk] = now + step, truth[talk] + step
            time.act(now)
        kind = dice.random()
        if kind < 0.2:
            time.leave(now)
            now += dice.uniform(30, 600)
            time.come_back(now)
        elif kind < 0.3:  # gone for coffee with the window in front: the first minute is taken for thinking
            truth[talk] += IDLE_S
            now += dice.uniform(200, 900)
            time.act(now)
    measured = time.take(now)
    for talk, seconds in truth.items():
        assert measured.get(talk, 0.0) == pytest.approx(seconds, rel=0.05)
