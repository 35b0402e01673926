"""Requests that come at once are answered together, so that one snapshot serves all that waited before it began.

Nothing is kept from one turn for the next: whoever comes while others are answered waits until a new one begins.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

from starlette.concurrency import run_in_threadpool

W = TypeVar("W")
A = TypeVar("A")
_Waiting = tuple[W, "asyncio.Future[A]"]


class Batcher(Generic[W, A]):
    """Takes turns on threads: ``turns`` at once, each for up to ``most`` wishes. Belongs to one event loop.

    ``together`` gives for every wish, in their order: its answer, the exception it is refused with, or None: it takes
    long and would keep the others waiting. Such a one is answered ``alone``, and so is each of several that failed
    together: what is wrong with one of them is no matter of the others. A turn of ``late_s`` seconds counts no longer.
    """

    def __init__(
        self,
        together: Callable[[Sequence[W]], Sequence[A | Exception | None]],
        alone: Callable[[W], A | Exception],
        *,
        turns: int,
        most: int,
        late_s: float = 0.1,
    ) -> None:
        self._together = together
        self._alone = alone
        self._free = turns
        self._most = most
        self._late_s = late_s
        self._waiting: deque[_Waiting[W, A]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()  # the loop itself does not keep them alive

    async def answer(self, wish: W) -> A:
        """The answer of a turn that began after this call. Raises what ``together`` or ``alone`` refuse it with."""
        told: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((wish, told))
        self._go_on()
        return await told

    def _go_on(self) -> None:
        if self._free and self._waiting:
            self._free -= 1
            some = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most))]
            self._begin(self._turn(some))

    async def _turn(self, some: "Sequence[_Waiting[W, A]]") -> None:
        is_late = False

        def make_room() -> None:
            nonlocal is_late
            is_late = True
            self._free += 1
            self._go_on()

        late = asyncio.get_running_loop().call_later(self._late_s, make_room)
        answers = await self._answers([wish for wish, _ in some])
        late.cancel()
        for (wish, told), answer in zip(some, answers, strict=True):
            if answer is None:
                self._begin(self._by_itself(wish, told))
            else:
                _tell(told, answer)
        if not is_late:
            make_room()

    async def _answers(self, wishes: Sequence[W]) -> Sequence[A | Exception | None]:
        try:
            return await run_in_threadpool(self._together, wishes)
        except Exception as error:  # noqa: BLE001  the edge: whoever asked is told, here nobody listens
            return [error] if len(wishes) == 1 else [None] * len(wishes)

    async def _by_itself(self, wish: W, told: "asyncio.Future[A]") -> None:
        try:
            answer = await run_in_threadpool(self._alone, wish)
        except Exception as error:  # noqa: BLE001  the edge, see above
            answer = error
        _tell(told, answer)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _tell(told: "asyncio.Future[A]", answer: A | Exception) -> None:
    """Whoever was cancelled meanwhile is told nothing."""
    if told.done():
        return
    if isinstance(answer, Exception):
        told.set_exception(answer)
    else:
        told.set_result(answer)
