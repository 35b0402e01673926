"""Pull: what changed for one user since a cursor, read in one snapshot."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select

from app.model.sync import CommandResult
from app.protocol.cursor import Cursor, seal, unseal
from app.protocol.pull import MAX_ROWS, PullAnswer, PullRequest, ResultOfCommand
from app.protocol.versions import PROTO
from app.protocol.wire import BadMessage
from app.server.auth.token import Bearer
from app.server.clock import Clock
from app.server.db import Database
from app.server.errors import Denied
from app.server.ready import Ask, Ready, Row
from app.server.snapshot import Reading, read_together, snapshot
from app.server.sync.client import Device, Standing, standings_of
from app.server.sync.logs import inline_logs
from app.server.sync.page import PageReader

DURABLE_AFTER = timedelta(days=7)
"""Where no backup was ever made, a commit of that age counts as durable (sync.md 2.5)."""

RESULTS_KNOWN_FOR = timedelta(days=30)
"""Where backups are made a desk keeps its commands until one has them, but no longer than the server knows outcomes."""

LATE_S = 60.0
"""So long after its own time an entry may be committed, by clocks of several nodes; desks ask for later ones."""

RETRY = "retry"

_MINE = (
    CommandResult.ws == bindparam("ws"),
    CommandResult.client_id == bindparam("client"),
    CommandResult.status != RETRY,
)
_RESULTS = Ready(
    select(CommandResult.mid, CommandResult.status, CommandResult.code, CommandResult.detail, CommandResult.command_id)
    .where(*_MINE, CommandResult.mid > bindparam("acknowledged"))
    .order_by(CommandResult.mid)
)
_FIRST_YOUNG = Ready(select(func.min(CommandResult.mid)).where(*_MINE, CommandResult.at > bindparam("since")))


class Puller:
    """Answers pulls. Keeps nothing about any desk between two of them."""

    def __init__(self, database: Database, clock: Clock, epoch: UUID) -> None:
        self._database = database
        self._clock = clock
        self._epoch = epoch

    def answer(self, who: Bearer, request: PullRequest) -> PullAnswer:
        """One page.

        Raises:
            Denied: 426 ``too_old``, 403 ``revoked``, 400 ``bad_cursor``.
        """
        (found,) = self.answers([(who, request)])
        assert found is not None
        if isinstance(found, Denied):
            raise found
        return found

    def answers(
        self, asked: Sequence[tuple[Bearer, PullRequest]], *, short: int | None = None
    ) -> list[PullAnswer | Denied | None]:
        """One page for everybody who asks, as ``answer`` gives it, all read in one snapshot.

        None: it is longer than ``short`` rows, or a feed comes from its beginning.
        """
        now = self._clock.now()
        with snapshot(self._database) as view:
            standings = standings_of(view, [(who, request.client) for who, request in asked])
            readings = [
                self._reading(standing, request, now, short)
                for standing, (_, request) in zip(standings, asked, strict=True)
            ]
            return read_together(view, readings)

    def _reading(
        self, standing: Standing | Denied, request: PullRequest, now: datetime, short: int | None
    ) -> Reading[PullAnswer | None]:
        if request.proto < PROTO:
            raise Denied(426, "too_old", min=PROTO)
        cursor, reset = self._cursor(request.cursor)
        if isinstance(standing, Denied):
            raise standing
        device, since = standing.device, _since(cursor, now)
        reader = PageReader(device.ws, standing, _bounded(request.max_rows), since)
        read = yield from reader.read(cursor, _own(device, request.ack_result, now), short=short)
        if read is None:
            return None
        found, told = read
        fresh, changed = list(found.fresh.values()), list(found.changed.values())
        logs = yield from inline_logs(device.ws, fresh, changed, since, found.young)
        young, outcomes = [*told, [], []][:2]
        # The rows of a command come with its result or before it: a page in between names none (I5).
        last_mid = min(device.last_mid, request.ack_result) if found.more else device.last_mid
        read_at = cursor.read_at if found.more else now.timestamp()
        return PullAnswer(
            cursor=seal(Cursor(epoch=self._epoch, feeds=found.feeds, pages=found.pages, read_at=read_at)),
            more=found.more,
            reset=reset,
            last_mid=last_mid,
            durable_mid=_durable(device, young),
            server_time=now,
            results=[] if found.more else [_result(row) for row in outcomes],
            ops=found.ops,
            logs=logs,
            erasures=standing.erasures,
        )

    def _cursor(self, text: str | None) -> tuple[Cursor, bool]:
        """The cursor to go on from, and whether the desk must begin anew."""
        if text is None:
            return Cursor(epoch=self._epoch), False
        try:
            cursor = unseal(text)
        except BadMessage as error:
            raise Denied(400, "bad_cursor") from error
        if cursor.epoch != self._epoch:
            return Cursor(epoch=self._epoch), True
        return cursor, False


def _bounded(max_rows: int) -> int:
    return max(1, min(max_rows, MAX_ROWS))


def _since(cursor: Cursor, now: datetime) -> datetime:
    """The age of entries that may be new to a desk with that cursor."""
    return datetime.fromtimestamp(min(max(0.0, cursor.read_at - LATE_S), now.timestamp()), UTC)


def _own(device: Device, acknowledged: int, now: datetime) -> list[Ask]:
    """What is asked about the device's own commands, if there are any: the first young one, and outcomes it misses."""
    mine, acknowledged = {"ws": device.ws, "client": device.client_id}, max(acknowledged, 0)
    kept_for = DURABLE_AFTER if device.backup_mid is None else RESULTS_KNOWN_FOR
    asks = [
        Ask(_FIRST_YOUNG, mine | {"since": now - kept_for}),
        Ask(_RESULTS, mine | {"acknowledged": acknowledged}),
    ]
    return asks[: (device.last_mid > 0) + (device.last_mid > acknowledged)]


def _result(row: Row) -> ResultOfCommand:
    mid, status, code, detail, command_id = row
    return ResultOfCommand(mid=mid, status=status, code=code, detail=detail, id=command_id)


def _durable(device: Device, young: Sequence[Row]) -> int:
    """Up to where the desk need not keep its commands: the last finished backup has them, or they are old."""
    first = young[0][0] if young else None
    old = device.last_mid if first is None else first - 1
    return max(old, min(device.backup_mid or 0, device.last_mid))


def result_of(row: CommandResult) -> ResultOfCommand:
    """A stored result as it goes over the wire."""
    return ResultOfCommand(mid=row.mid, status=row.status, code=row.code, detail=row.detail)
