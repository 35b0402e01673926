"""Who asks at once is answered together, by a turn that begins after all of them asked, and each gets their own."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest

from app.server.batch import Batcher

PATIENCE_S = 60.0


class Turns:
    """Doubles numbers; notes who was answered with whom. The first turn waits until it is let go."""

    def __init__(self) -> None:
        self.seen: list[list[int]] = []
        self.alone: list[int] = []
        self.begun = threading.Event()
        self.let_go = threading.Event()

    def together(self, numbers: Sequence[int]) -> list[int | Exception | None]:
        self.seen.append(list(numbers))
        if len(self.seen) == 1:
            self.begun.set()
            self.let_go.wait(PATIENCE_S)
        if 13 in numbers:
            raise ZeroDivisionError(13)
        return [self._answer(it) for it in numbers]

    def _answer(self, number: int) -> int | Exception | None:
        if number < 0:
            return KeyError(number)
        return None if number > 100 else 2 * number

    def by_itself(self, number: int) -> int:
        self.alone.append(number)
        if number == 13:
            raise ZeroDivisionError(13)
        return 2 * number


def answered(
    turns: Turns,
    numbers: Sequence[int],
    *,
    most: int = 8,
    then: Callable[[list[asyncio.Task[int]]], None] | None = None,
):
    """What is told to a first one, and to ``numbers`` that come while it is answered."""

    async def ask() -> list[int | BaseException]:
        batcher = Batcher(turns.together, turns.by_itself, turns=1, most=most)
        first = asyncio.create_task(batcher.answer(1))
        await asyncio.to_thread(turns.begun.wait, PATIENCE_S)
        others = [asyncio.create_task(batcher.answer(it)) for it in numbers]
        await asyncio.sleep(0)
        if then is not None:
            then(others)
        turns.let_go.set()
        return await asyncio.wait_for(asyncio.gather(first, *others, return_exceptions=True), PATIENCE_S)

    return asyncio.run(ask())


def test_who_comes_while_others_are_answered_waits_for_the_next_turn_which_takes_all():
    turns = Turns()
    assert answered(turns, [2, 3, 2]) == [2, 4, 6, 4]
    assert turns.seen == [[1], [2, 3, 2]]


def test_a_turn_takes_no_more_than_it_may():
    turns = Turns()
    assert answered(turns, [2, 3, 4], most=2) == [2, 4, 6, 8]
    assert turns.seen == [[1], [2, 3], [4]]


def test_who_is_refused_is_told_so_and_the_others_have_their_answers():
    turns = Turns()
    first, second, refused = answered(turns, [2, -3])
    assert (first, second) == (2, 4)
    assert isinstance(refused, KeyError)


def test_what_takes_long_is_answered_by_itself():
    turns = Turns()
    assert answered(turns, [2, 200]) == [2, 4, 400]
    assert turns.alone == [200]


def test_several_that_failed_together_are_asked_one_by_one_and_only_who_is_wrong_fails():
    turns = Turns()
    *good, bad = answered(turns, [2, 3, 13])
    assert good == [2, 4, 6]
    assert isinstance(bad, ZeroDivisionError)
    assert sorted(turns.alone) == [2, 3, 13]


def test_one_that_fails_by_itself_is_told_at_once():
    turns = Turns()
    answer = answered(turns, [13])[1]
    assert isinstance(answer, ZeroDivisionError)
    assert turns.alone == []


def test_who_gives_up_keeps_nobody_from_their_answer():
    turns = Turns()
    first, gone, other = answered(turns, [2, 3], then=lambda tasks: tasks[0].cancel())
    assert (first, other) == (2, 6)
    assert isinstance(gone, asyncio.CancelledError)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_several_turns_go_on_at_once_and_no_more(count):
    async def ask() -> tuple[int, list[int]]:
        inside, most, lock = 0, 0, threading.Lock()
        full = threading.Barrier(count)

        def together(numbers: Sequence[int]) -> list[int | Exception | None]:
            nonlocal inside, most
            with lock:
                inside += 1
                most = max(most, inside)
            full.wait(10)
            with lock:
                inside -= 1
            return [2 * it for it in numbers]

        batcher = Batcher(together, lambda it: 2 * it, turns=count, most=1)
        return most, await asyncio.gather(*(batcher.answer(it) for it in range(2 * count)))

    most, answers = asyncio.run(ask())
    assert answers == [2 * it for it in range(2 * count)]
    assert most <= count


def test_a_turn_that_does_not_end_keeps_nobody_waiting():
    turns = Turns()

    async def ask() -> tuple[list[int], int]:
        batcher = Batcher(turns.together, turns.by_itself, turns=1, most=8, late_s=0.01)
        first = asyncio.create_task(batcher.answer(1))
        await asyncio.to_thread(turns.begun.wait, PATIENCE_S)
        others = await asyncio.wait_for(asyncio.gather(batcher.answer(2), batcher.answer(3)), PATIENCE_S)
        assert not first.done()
        turns.let_go.set()
        return others, await first

    assert asyncio.run(ask()) == ([4, 6], 2)
