"""How old a change is when it goes out, whatever happened to the wall clock and however often the desk was closed."""

import json
from contextlib import suppress
from uuid import UUID

from app.client.clock import Clock, ServerTime
from app.client.port import Trouble
from app.client.store.outbox import Change, Outbox

KEPT_EVERY_S = 60.0
"""Ages of what cannot be sent are written that often, so that a crash takes at most a minute off them."""

_META = "ages"


class Ages:
    """Ages of unsent changes: never lower than the monotonic clock has counted, also before a restart. Any thread."""

    def __init__(self, outbox: Outbox, clock: Clock, time: ServerTime) -> None:
        self._outbox = outbox
        self._clock = clock
        self._time = time
        began = self._kept_at = clock.monotonic()
        stored: dict[str, int] = json.loads(outbox.meta(_META) or "{}")
        self._counted = {UUID(name): (age_ms / 1_000, began) for name, age_ms in stored.items()}

    def born(self, change_id: UUID) -> None:
        """It was given just now."""
        self._counted[change_id] = (0.0, self._clock.monotonic())

    def forget(self, change_id: UUID) -> None:
        """It has its outcome."""
        self._counted.pop(change_id, None)

    def of(self, change: Change) -> int:
        """Its age in ms: the larger of what was counted (a sleeping computer counts nothing) and of the server's time.

        The second takes the skew out that was known when it was given, and the one that is known now.
        """
        since = (self._time.now() - change.server_at).total_seconds()
        age, at = self._counted.get(change.change_id, (0.0, self._clock.monotonic()))
        return max(0, round(max(since, age + self._clock.monotonic() - at) * 1_000))

    def keep(self, *, ending: bool = False) -> None:
        """Write the ages of what is unsent when something has waited long, or always when the desk is ``ending``."""
        now = self._clock.monotonic()
        if not ending and now - self._kept_at < KEPT_EVERY_S:
            return
        self._kept_at = now
        unsent = {str(it.change_id): self.of(it) for it in (*self._outbox.waiting(), *self._outbox.changes())}
        text = json.dumps(unsent)
        with suppress(Trouble):  # a full disk: the wall clock tells the age
            if text != (self._outbox.meta(_META) or "{}"):
                self._outbox.set_meta(_META, text)
