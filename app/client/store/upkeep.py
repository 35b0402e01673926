"""What the writer does for the copy when there is nothing else to do: it indexes, then keeps within the budget.

A step takes the processor from the window as long as it lasts, so it waits for a pause of the window; when none comes
it is a small one.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.client.port import Touched
    from app.client.store.apply import CacheWriter
    from app.client.store.pause import Pause
    from app.client.store.touching import Touching

REST_S = 0.03
"""Between two steps: whatever else is to be written goes first."""


def due_of(cache: "CacheWriter | None", pause: "Pause") -> Sequence[float]:
    """When the next step is due; nothing when all is done."""
    return () if cache is None or not cache.to_index else (max(REST_S, pause.left_s),)


def keep_up(cache: "CacheWriter | None", pause: "Pause", tell: "Callable[[Touched], object]") -> None:
    """One step, unless the window is at work. Raises ``Trouble``: ``DISK_FULL``; it is done again later."""
    if cache is None or not cache.to_index or pause.left_s:
        return
    from app.client.store.search_index import SMALL_STEP, STEP

    rows = STEP if pause.is_over else SMALL_STEP
    pause.used()
    if cache.index_some(rows):
        return
    from app.client.store.prefetch import is_over, let_go

    def job(cursor: Any, touching: "Touching") -> None:
        for conversation_id in let_go(cursor, cache.ws, now=datetime.now(UTC), asked=cache.wanted.all()):
            touching.conversation(conversation_id)

    if cache.read(lambda cursor: is_over(cursor, cache.ws)):
        touched = cache.change(job)
        cache.missing_logs.older_went()
        tell(touched)
        cache.to_index = bool(touched.conversations)
