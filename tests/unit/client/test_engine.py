"""Rounds of the exchange against a server that answers as badly as it may."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.client.clock import SystemClock
from app.client.exchange import Reach, make_engine
from app.client.port import Problem
from app.client.store.change import WITHDRAWAL, NewChange, Outcome
from app.client.store.writer import Writer
from app.client.sync.age import Ages
from app.client.sync.engine import SyncEngine
from app.client.sync.transport import Transport
from app.client.sync.world import Gap, Offline
from app.client.transfer import Transfers
from app.commands.base import REGISTRY
from app.commands.message import Reply
from app.domain.channel import Channel
from app.model.identifier import new_id
from app.protocol.pull import (
    ErasedAnswer,
    ErasedRequest,
    LogsAnswer,
    LogSlice,
    LogsRequest,
    PullRequest,
    ResultOfCommand,
)
from app.protocol.push import MAX_BYTES, PushAnswer, PushRequest
from app.protocol.versions import ERASED_PATH, LOGS_PATH, PULL_PATH, PUSH_PATH
from app.protocol.wire import encode
from tests.builders.wire import START, apply, conversation, customer, entry, log, page, put
from tests.fakes.file_server import Answered
from tests.unit.client.conftest import Store
from tests.unit.client.test_apply import PERSON, TALK, give


class BadServer(Transport):
    """Answers pulls with nothing new, logs in short pieces, pushes with what the test says."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1")
        self.log: list[dict[str, Any]] = []
        self.at_once = 3
        self.asked: list[tuple[int, int | None]] = []
        self.pushed: list[PushRequest] = []
        self.erasures = 0
        self.erased: list[str] = []
        self.asked_erased: list[list[str]] = []
        self.outcome: Callable[[PushRequest], PushAnswer] = lambda it: PushAnswer(last_mid=0, results=[])
        self.blobs: Callable[[str], bytes | None] = lambda path: None

    def post(self, path: str, message: Any, kind: type[Any]) -> Any:
        answers = {PULL_PATH: self._pull, LOGS_PATH: self._logs, PUSH_PATH: self._push, ERASED_PATH: self._gone}
        return answers[path](message)

    def exchange(self, method: str, path: str, body: Any = None, headers: Any = None) -> Any:
        content = self.blobs(path)
        return Answered(404) if content is None else Answered(200, {}, content)

    def _pull(self, request: PullRequest) -> Any:
        return page(cursor=request.cursor or "c0", server_time=START, erasures=self.erasures)

    def _logs(self, request: LogsRequest) -> LogsAnswer:
        span = request.wanted[TALK]
        self.asked.append(span)
        found = [it for it in self.log if span[0] <= it["seq"] <= (span[1] or 10_000)]
        cut = found[: self.at_once]
        more = [TALK] if len(cut) < len(found) else []
        return LogsAnswer(logs={TALK: LogSlice(from_seq=span[0], entries=cut)}, more=more)

    def _gone(self, request: ErasedRequest) -> ErasedAnswer:
        self.asked_erased.append(request.subjects)
        return ErasedAnswer(subjects=[it for it in self.erased if it in request.subjects])

    def _push(self, request: PushRequest) -> PushAnswer:
        self.pushed.append(request)
        return self.outcome(request)


@pytest.fixture
def server() -> BadServer:
    return BadServer()


@pytest.fixture
def engine(store: Store, server: BadServer) -> Iterator[SyncEngine]:
    writer = Writer(SystemClock(), lambda: None, lambda: None)
    writer.start()
    blobs, told = store.source.blobs, lambda touched: None
    cache, ages = store.cache, Ages(store.outbox, store.clock, store.time)
    reach = Reach(
        store.outbox,
        blobs,
        Transfers(),
        store.clock,
        store.time,
        writer,
        lambda: cache,
        ages,
        told,
        lambda change: None,
    )
    yield make_engine(server, TALK, reach)
    writer.stop(5)


def test_a_long_log_whose_newest_entries_came_first_is_filled_from_its_start_to_its_end(
    store: Store, server: BadServer, engine: SyncEngine
):
    server.log = [entry(TALK, seq) for seq in range(1, 31)]
    apply(
        store.cache,
        put("customer", customer(PERSON)),
        put("conversation", conversation(TALK, PERSON, log_head=30)),
        logs=log(TALK, 21, 30),
    )
    report = engine.sync_once()
    card = store.queries.card(TALK)
    assert card is not None
    assert card.seen_seq == 30
    assert report.logs >= 20
    assert len(server.asked) <= 10
    assert [it.seq for it in store.queries.timeline(TALK)] == list(range(1, 31))


def test_a_slice_that_fits_nowhere_does_not_keep_a_round_from_ending(
    store: Store, server: BadServer, engine: SyncEngine, monkeypatch: pytest.MonkeyPatch
):
    apply(
        store.cache,
        put("customer", customer(PERSON)),
        put("conversation", conversation(TALK, PERSON, log_head=9)),
        logs=log(TALK, 1, 2),
    )
    wrong = LogsAnswer(logs={TALK: LogSlice(from_seq=7, entries=[entry(TALK, 7)])})
    monkeypatch.setattr(server, "_logs", lambda request: wrong)
    assert engine.sync_once().logs == 0
    assert store.cache.missing(9, set()) == {TALK: (3, None)}


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_that_cannot_be_had_fails_no_round_and_the_next_file_comes_first(
    store: Store, server: BadServer, engine: SyncEngine
):
    good, bad, wrong = b"good", b"bad", b"wrong"
    tries: list[str] = []
    letter = entry(TALK, 1, payload={"channel": "email", "text": "", "html": sha(good)})
    apply(
        store.cache,
        put("customer", customer(PERSON)),
        put("conversation", conversation(TALK, PERSON, log_head=1)),
        logs={TALK: LogSlice(from_seq=1, entries=[letter])},
    )

    def answer(path: str) -> bytes:
        tries.append(path.rpartition("/")[2])
        if tries[-1] == sha(bad):
            raise Offline("500")
        return b"?" if tries[-1] == sha(wrong) else good

    server.blobs = answer
    for content in (bad, wrong, good):
        engine.want_blob(sha(content))
    reports = [engine.sync_once() for _ in range(4)]
    assert [it.more for it in reports] == [True, True, False, False]
    assert tries == [sha(bad), sha(wrong), sha(good)]
    assert store.source.blobs.get(sha(good)) == good
    store.clock.advance(15)
    engine.sync_once()
    assert tries[3:] == [sha(bad)]
    store.clock.advance(15)
    engine.sync_once()
    assert sha(wrong) in tries[4:]
    assert sha(bad) not in tries[4:]  # its pause has doubled


def test_a_disk_that_takes_no_file_is_told_and_the_round_goes_well(store: Store, server: BadServer, engine: SyncEngine):
    store.files.blobs.write_bytes(b"")  # a file where the folder belongs: nothing can be written
    server.blobs = lambda path: b"photo"
    engine.want_blob(sha(b"photo"))
    report = engine.sync_once()
    assert report.trouble is not None
    assert report.trouble.problem is Problem.DISK_FULL
    assert engine.sync_once().trouble is None  # not before its pause is over


def test_a_reply_given_up_before_a_restore_is_never_pushed_again(store: Store, server: BadServer, engine: SyncEngine):
    change = give(store, Reply(TALK, new_id(), "не надо", Channel.CHAT, 1))
    store.outbox.settle([Outcome(1, "held", "newer_messages")], START)
    store.outbox.discard(change.change_id, START)
    store.outbox.reopen(0)
    server.outcome = lambda it: PushAnswer(last_mid=1, results=[ResultOfCommand(mid=1, status="rejected")])
    engine.sync_once()
    [pushed] = server.pushed[0].commands
    assert (pushed.mid, pushed.name, pushed.args) == (1, WITHDRAWAL, {})
    assert WITHDRAWAL not in REGISTRY
    assert not store.outbox.waiting()


def test_a_change_goes_out_with_the_skew_of_when_it_was_written(store: Store, server: BadServer, engine: SyncEngine):
    new = NewChange(new_id(), new_id(), "note@1", {}, START, skew_ms=-86_400_000)
    store.outbox.add(new)
    store.time.told(store.clock.wall())  # the clock has been put right since
    server.outcome = lambda it: PushAnswer(last_mid=1, results=[ResultOfCommand(mid=1, status="ok")])
    engine.sync_once()
    [pushed] = server.pushed[0].commands
    assert (pushed.at, pushed.skew_ms) == (START, -86_400_000)


def accepts(request: PushRequest) -> PushAnswer:
    done = [ResultOfCommand(mid=it.mid, status="ok") for it in request.commands]
    return PushAnswer(last_mid=done[-1].mid, results=done)


def test_a_server_restored_to_an_older_state_gets_again_what_it_no_longer_has(
    store: Store, server: BadServer, engine: SyncEngine
):
    for text in ("раз", "два", "три"):
        give(store, Reply(TALK, new_id(), text, Channel.CHAT, 1))
    store.outbox.settle([Outcome(mid, "ok") for mid in (1, 2)], START)

    def restored(request: PushRequest) -> PushAnswer:
        if request.commands[0].mid != 2:
            raise Gap(2)
        return accepts(request)

    server.outcome = restored
    engine.sync_once()
    assert [[it.mid for it in request.commands] for request in server.pushed] == [[3], [2, 3]]
    assert not store.outbox.waiting()


def test_a_server_that_wants_what_nobody_has_any_more_is_no_endless_loop(
    store: Store, server: BadServer, engine: SyncEngine
):
    give(store, Reply(TALK, new_id(), "раз", Channel.CHAT, 1))

    def wants(request: PushRequest) -> PushAnswer:
        raise Gap(7)

    server.outcome = wants
    with pytest.raises(Gap):
        engine.sync_once()
    assert [it.mid for it in store.outbox.waiting()] == [1]


def test_what_the_server_puts_off_waits_for_the_next_round(store: Store, server: BadServer, engine: SyncEngine):
    give(store, Reply(TALK, new_id(), "раз", Channel.CHAT, 1))
    server.outcome = lambda it: PushAnswer(last_mid=0, results=[ResultOfCommand(mid=1, status="retry")])
    assert engine.sync_once().retry
    assert [it.mid for it in store.outbox.waiting()] == [1]
    server.outcome = accepts
    assert not engine.sync_once().retry
    assert not store.outbox.waiting()


def test_long_texts_go_out_in_requests_the_server_takes(store: Store, server: BadServer, engine: SyncEngine):
    for _ in range(6):
        give(store, Reply(TALK, new_id(), "я" * 30_000, Channel.CHAT, 1))
    server.outcome = accepts
    engine.sync_once()
    assert [it.mid for request in server.pushed for it in request.commands] == [1, 2, 3, 4, 5, 6]
    assert len(server.pushed) > 1
    assert all(len(encode(request)) <= MAX_BYTES for request in server.pushed)


def test_what_is_written_during_a_round_goes_out_in_it(store: Store, server: BadServer, engine: SyncEngine):
    server.log = [entry(TALK, seq) for seq in range(1, 4)]
    apply(store.cache, put("customer", customer(PERSON)), put("conversation", conversation(TALK, PERSON, log_head=3)))
    server.outcome = accepts
    answered = server._logs

    def written_meanwhile(request: LogsRequest) -> LogsAnswer:
        if not store.outbox.changes():
            store.outbox.add(NewChange(new_id(), new_id(), "note@1", {}, START))
        return answered(request)

    server._logs = written_meanwhile
    assert engine.sync_once().pushed == 1
    assert not store.outbox.waiting()


def test_a_server_whose_pages_never_end_is_a_bug_and_no_silence(
    store: Store, server: BadServer, engine: SyncEngine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.client.sync.engine.PULLS_AT_MOST", 5)
    server._pull = lambda request: page(cursor=request.cursor or "c0", server_time=START, more=True)
    with pytest.raises(AssertionError, match="without end"):
        engine.sync_once()


def test_a_restored_server_says_so_on_the_pull_and_its_changes_are_pending_again(
    store: Store, server: BadServer, engine: SyncEngine
):
    give(store, Reply(TALK, new_id(), "раз", Channel.CHAT, 1))
    store.outbox.settle([Outcome(1, "ok")], START)
    pages = iter([page(cursor="c1", server_time=START, reset=True, last_mid=0)])
    server._pull = lambda request: next(pages, page(cursor=request.cursor or "c1", server_time=START, last_mid=0))
    server.outcome = accepts
    engine.sync_once()
    engine.sync_once()
    assert [[it.mid for it in request.commands] for request in server.pushed] == [[1]]


def test_who_writes_faster_than_can_be_sent_is_told_in_between_what_has_arrived(
    store: Store, server: BadServer, engine: SyncEngine
):
    pulled: list[int] = []
    answered = server._pull

    def written_meanwhile(request: PushRequest) -> PushAnswer:
        if len(server.pushed) < 30:
            store.outbox.add(NewChange(new_id(), new_id(), "note@1", {}, START))
        return accepts(request)

    def noted(request: PullRequest) -> Any:
        pulled.append(len(server.pushed))
        return answered(request)

    server.outcome, server._pull = written_meanwhile, noted
    store.outbox.add(NewChange(new_id(), new_id(), "note@1", {}, START))
    assert engine.sync_once().pushed == 30
    assert not store.outbox.waiting()
    assert pulled[:3] == [4, 8, 12]


def test_it_is_asked_what_is_erased_out_of_sight_when_something_was_and_at_the_start(
    store: Store, server: BadServer, engine: SyncEngine
):
    server.outcome = accepts
    give(store, Reply(TALK, new_id(), "раз", Channel.CHAT, 1))
    engine.sync_once()
    assert server.asked_erased == []  # nothing was ever erased there
    server.erasures, server.erased = 7, [f"conversation:{TALK}", f"customer:{PERSON}"]
    for _twice in range(2):
        engine.sync_once()
    [asked] = server.asked_erased
    assert f"conversation:{TALK}" in asked
    assert f"customer:{PERSON}" not in asked
    assert not store.outbox.subjects()
    server.erasures = 8
    engine.sync_once()
    assert len(server.asked_erased) == 1  # there is nothing left to ask about


@pytest.mark.parametrize("why", ["refused", "restored"])
def test_it_is_asked_again_when_a_command_was_refused_or_the_server_restored(
    store: Store, server: BadServer, engine: SyncEngine, why: str
):
    server.erasures = 7
    store.outbox.save_draft(TALK, "Едет.", START)
    engine.sync_once()
    if why == "refused":
        refused = ResultOfCommand(mid=1, status="rejected", code="erased")
        server.outcome = lambda it: PushAnswer(last_mid=1, results=[refused])
        give(store, Reply(TALK, new_id(), "раз", Channel.CHAT, 1))
    else:
        pages = iter([page(cursor="c1", server_time=START, reset=True, erasures=7)])
        server._pull = lambda it: next(pages, page(cursor=it.cursor or "c1", server_time=START, erasures=7))
    server.erased = [f"conversation:{TALK}"]
    engine.sync_once()
    assert len(server.asked_erased) == 2
    assert store.outbox.draft(TALK) == ""


def test_what_could_not_be_asked_is_asked_after_the_next_pull(store: Store, server: BadServer, engine: SyncEngine):
    store.outbox.save_draft(TALK, "Едет.", START)
    server.erasures, server.erased = 7, [f"conversation:{TALK}"]
    answered = server._gone

    def away(request: ErasedRequest) -> ErasedAnswer:
        server._gone = answered
        raise Offline("lost")

    server._gone = away
    with pytest.raises(Offline):
        engine.sync_once()
    assert store.outbox.draft(TALK) == "Едет."
    engine.sync_once()
    assert store.outbox.draft(TALK) == ""
