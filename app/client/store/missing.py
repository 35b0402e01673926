"""Which entries of logs are asked for next, of all that is missing here."""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.store.codec import chunks, marks, stored_instant
from app.client.store.log import Wanted
from app.client.store.prefetch import IN_WORK, NEAR, NEAR_PROMISED, OF_ASKED, PROMISED, has_room
from app.domain.cache_budget import RECENT

PLANNED = 5_000
"""Conversations found missing by one look, which goes through all that are here: 25 times as many as are asked for."""

_MISSING = (
    "SELECT c.id, r.low, r.high, r.redact_rev, c.redact_rev FROM conversation c"
    " LEFT JOIN log_range r ON r.conversation_id = c.id"
    " WHERE c.ws = ? AND c.log_head > 0 AND (r.low IS NULL OR r.low > 1 OR r.high < c.log_head"
    " OR r.redact_rev < c.redact_rev) AND ({}) ORDER BY c.last_message_at DESC LIMIT ?"
)
_REDACTED, _ANY = "r.redact_rev < c.redact_rev", "1"

MANY = 1_000
"""Changed conversations that are looked at by themselves; when they are more, all are looked through again."""

Stage = tuple[str, Sequence[Any]]


class MissingLogs:
    """Plans what is asked for. Writer thread only; a plan names conversations, never entries.

    All conversations are looked through once, stage by stage; then only those that changed and what else there is of
    their customers, for a request in work makes its neighbours wanted.
    """

    def __init__(self, ws: bytes, now: datetime) -> None:
        self._ws = ws
        since = (stored_instant(now - RECENT),)
        self._always: list[Stage] = [
            (_REDACTED, ()), (IN_WORK, ()), (NEAR, since), (PROMISED, ()), (NEAR_PROMISED, since),
        ]  # fmt: skip
        self._given: list[bytes] = []
        """Of which it is to be seen whether all of their entries came: the server cuts long answers short."""
        self.look_anew()

    def look_anew(self) -> None:
        """Any conversation may miss something."""
        self._has_looked = False
        self._changed: set[bytes] = set()
        self._stages = deque(self._always)
        self._plan: deque[bytes] = deque()
        self.older_went()

    def older_went(self) -> None:
        """Some are missing that are fetched only while there is room: all of them are looked for then."""
        self._older_stages: deque[Stage] = deque([(_ANY, ())])
        self._older: deque[bytes] = deque()

    def changed(self, conversations: Iterable[UUID]) -> None:
        """These may miss something now, and others of their customers."""
        if self._has_looked:
            self._changed.update(it.bytes for it in conversations)
        if len(self._changed) > MANY:
            self.look_anew()

    def slices(self, cursor: Any, limit: int, *, but: set[UUID], asked: Iterable[UUID] = ()) -> Wanted:
        """Which entries to ask for, of at most ``limit`` conversations; ``asked``: those somebody looks at.

        ``but``: those the server refuses, until they change, and those whose answer is not written yet.
        """
        not_these = {it.bytes for it in but}
        wanted: dict[bytes, tuple[int, int | None]] = {}
        looked_at = [it.bytes for it in asked]
        if looked_at:
            found = self._look(cursor, _of(looked_at))
            self._take(cursor, deque(found), not_these, limit, wanted)
        given = deque(it for it in self._given if it not in not_these)
        self._take(cursor, given, not_these, limit, wanted)
        self._given = [it for it in self._given if it in not_these]
        self._look_at_changed(cursor)
        while len(wanted) < limit and (planned := self._planned(cursor, not_these)):
            self._take(cursor, planned, not_these, limit, wanted)
        self._given += [*given, *wanted]
        return {UUID(bytes=it): entries for it, entries in wanted.items()}

    def _look_at_changed(self, cursor: Any) -> None:
        for some in chunks(self._changed):
            urgent = [it for stage in self._always for it in self._look(cursor, _of(some, stage))]
            self._plan.extendleft(reversed(urgent))
            if not self._older_stages and has_room(cursor, self._ws):
                self._older.extendleft(reversed(self._look(cursor, _of(some))))
            else:
                self.older_went()  # found when there is room, however many news come until then
        self._changed.clear()

    def _planned(self, cursor: Any, but: set[bytes]) -> deque[bytes]:
        """What is taken from next, looked for where nothing is left of it."""
        self._fill(cursor, self._plan, self._stages, but)
        if self._plan or not has_room(cursor, self._ws):
            return self._plan
        self._fill(cursor, self._older, self._older_stages, but)
        return self._older

    def _fill(self, cursor: Any, plan: deque[bytes], stages: deque[Stage], but: set[bytes]) -> None:
        self._has_looked, limit = True, PLANNED + len(but)
        while not plan and stages:
            found = self._look(cursor, stages[0], limit)
            plan.extend(it for it in found if it not in but)
            if len(found) < limit or not plan:
                stages.popleft()

    def _take(
        self, cursor: Any, some: deque[bytes], but: set[bytes], limit: int, wanted: dict[bytes, tuple[int, int | None]]
    ) -> None:
        """Of some what is missing still."""
        while some and len(wanted) < limit:
            few = [some.popleft() for _ in range(min(len(some), limit - len(wanted)))]
            left = [it for it in few if it not in but]
            rows = cursor.execute(
                _MISSING.format(f"c.id IN ({marks(len(left))})"), (self._ws, *left, len(left))
            ).fetchall()
            found = {row[0]: _slice(*row[1:]) for row in rows}
            wanted.update((it, found[it]) for it in left if it in found)

    def _look(self, cursor: Any, stage: Stage, limit: int = -1) -> list[bytes]:
        """Conversations of which something is missing, the newest first; -1: all of them."""
        condition, values = stage
        rows = cursor.execute(_MISSING.format(condition), (self._ws, *values, limit)).fetchall()
        return [row[0] for row in rows]


def _of(conversations: Sequence[bytes], stage: Stage = (_ANY, ())) -> Stage:
    """What belongs to a stage among all that these conversations' customers have here."""
    condition, values = stage
    return f"({condition}) AND {OF_ASKED.format(marks(len(conversations)))}", (*values, *conversations)


def _slice(low: int | None, high: int, read_rev: int, rev: int) -> tuple[int, int | None]:
    if low is None or read_rev < rev:
        return 1, None
    return (1, low - 1) if low > 1 else (high + 1, None)
