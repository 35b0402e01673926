"""The network between a desk and the server code: one call, that a schedule can lose, double or bring late."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from app.client.store.outbox import Forked
from app.client.sync.world import AuthExpired, Gap, Offline, Revoked
from app.protocol.pull import ErasedRequest, LogsRequest, PullAnswer, PullRequest
from app.protocol.push import PushRequest
from app.protocol.versions import ERASED_PATH, LOGS_PATH, PULL_PATH, PUSH_PATH
from app.protocol.wire import decode, encode
from app.server.auth.token import Bearer
from app.server.clock import Clock
from app.server.db import Database
from app.server.errors import Denied
from app.server.sync import push
from app.server.sync.erased import ErasedReader
from app.server.sync.logs import LogReader
from app.server.sync.pull import Puller
from app.server.sync.push import Pusher
from app.server.unit_of_work import UnitOfWork

T = TypeVar("T")


class Fault(StrEnum):
    """What the network does to one request."""

    NONE = "none"
    LOST = "the request is lost"
    ANSWER_LOST = "the answer is lost"
    DOUBLED = "the request comes twice"
    CRASHED = "the first new command of a push crashes"


@dataclass
class ServerCode:
    """The endpoints' own objects, without HTTP around them. ``epoch`` may change: see ``restored``."""

    database: Database
    uow: UnitOfWork
    clock: Clock
    epoch: UUID
    log: list[tuple[UUID, str]] = field(default_factory=list)

    def answer(self, who: Bearer, path: str, body: bytes) -> bytes:
        """What the endpoint of ``path`` answers. Raises ``Denied``."""
        if path == PULL_PATH:
            return encode(Puller(self.database, self.clock, self.epoch).answer(who, decode(body, PullRequest)))
        if path == PUSH_PATH:
            return encode(Pusher(self.uow).answer(who, decode(body, PushRequest), len(body)))
        if path == LOGS_PATH:
            return encode(LogReader(self.database).answer(who, decode(body, LogsRequest)))
        if path == ERASED_PATH:
            return encode(ErasedReader(self.database).answer(who, decode(body, ErasedRequest)))
        raise AssertionError(path)


@contextmanager
def _bug() -> Iterator[None]:
    """Every handler crashes."""
    sound = push.authorise

    def crash(*_: object) -> None:
        raise ZeroDivisionError

    push.authorise = crash
    try:
        yield
    finally:
        push.authorise = sound


class Wire:
    """What a ``SyncEngine`` takes for its transport. ``late``: pages whose answer was lost, with their cursors."""

    def __init__(self, server: ServerCode, who: Bearer) -> None:
        self.who = who
        self.faults: deque[Fault] = deque()
        self.late: list[tuple[str | None, PullAnswer]] = []
        self._server = server

    def post(self, path: str, request: Any, kind: type[T]) -> T:
        """One request; raises what the real transport raises."""
        fault = self.faults.popleft() if self.faults else Fault.NONE
        body = encode(request)
        if fault is Fault.LOST:
            raise Offline("lost")
        if fault is Fault.DOUBLED:
            self._ask(path, body)
        with _bug() if fault is Fault.CRASHED else nullcontext():
            answer = decode(self._ask(path, body), kind)
        if fault is Fault.ANSWER_LOST:
            if isinstance(answer, PullAnswer):
                self.late.append((request.cursor, answer))
            raise Offline("answer lost")
        return answer

    def _ask(self, path: str, body: bytes) -> bytes:
        try:
            return self._server.answer(self.who, path, body)
        except Denied as denied:
            if denied.status == 409:
                expected = int(denied.fields.get("expected", 0))
                raise (Gap(expected) if denied.error == "gap" else Forked(denied.error)) from denied
            if denied.status == 403:
                raise (Forked if denied.error == "wrong_client" else Revoked)(denied.error) from denied
            raise AuthExpired from denied
