"""What is in work is always here; older logs come and go with the budget; what one opens is fetched all the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from app.client.port import Touched
from app.client.store import prefetch
from app.client.store.pause import MOST_S, PAUSE_S, Pause
from app.client.store.search_index import SMALL_STEP, STEP, waiting
from app.client.store.upkeep import due_of, keep_up
from app.commands.message import WriteNote
from app.domain.cache_budget import BUDGET_MB, MEGABYTE, budget_bytes
from app.domain.channel import Channel
from app.domain.status import Status
from app.model.conversation import Promise
from app.model.workspace import Workspace
from tests.builders.wire import WS, apply, conversation, customer, log, plain, put, queue
from tests.unit.client.conftest import Store

NOW = datetime.now(UTC)
OPEN, NEAR, FAR, STRANGER = (UUID(int=it) for it in (701, 702, 703, 704))
MARINA, OTHER = UUID(int=71), UUID(int=72)


def talk(talk_id: UUID, person: UUID, days: int, status: Status = Status.CLOSED, **more: Any) -> list[Any]:
    at = NOW - timedelta(days=days)
    values = {"status": status, "log_head": 3, "last_message_at": at, "closed_at": None, "channel": Channel.EMAIL}
    if status is Status.CLOSED:
        values["closed_at"] = at
    return put("conversation", conversation(talk_id, person, **(values | more)))


@pytest.fixture
def desk(store: Store) -> Store:
    apply(
        store.cache,
        put("queue", queue(), "w"),
        put("customer", customer(MARINA)),
        put("customer", customer(OTHER, "Пётр")),
        talk(OPEN, MARINA, 1, Status.OPEN),
        talk(NEAR, MARINA, 80),
        talk(FAR, MARINA, 100),
        talk(STRANGER, OTHER, 2),
    )
    return store


@pytest.fixture
def used(monkeypatch) -> dict[str, int]:
    """How large the file is, as the test wants it."""
    now = {"bytes": 0}
    monkeypatch.setattr(prefetch, "_used", lambda _cursor: now["bytes"])
    return now


def budget(desk: Store, megabytes: int) -> None:
    row = Workspace(ws=WS, id=WS, name="Дом и Свет", settings={"cache_mb": megabytes})
    apply(desk.cache, put("workspace", plain(row), "w"))


def keep(desk: Store) -> set[UUID]:
    """What one idle time lets go."""
    gone: set[UUID] = set()

    def tell(touched: Touched) -> None:
        gone.update(touched.conversations)

    rested = Pause()
    while due_of(desk.cache, rested):
        keep_up(desk.cache, rested, tell)
    return gone


def left_to_index(desk: Store) -> int:
    return waiting(desk.source.connection.cursor())


def test_nothing_is_indexed_while_the_window_reads_and_it_is_as_soon_as_it_pauses(desk: Store):
    apply(desk.cache, logs=log(OPEN, 1, 3))
    now = [100.0]
    pause = Pause(lambda: now[0])
    window = replace(desk.source, pause=pause)

    def step() -> int:
        keep_up(desk.cache, pause, lambda _touched: None)
        return left_to_index(desk)

    before = step()
    window.one("SELECT 1")
    assert due_of(desk.cache, pause) == (PAUSE_S,)
    assert step() == before
    now[0] += PAUSE_S * 0.7
    window.all("SELECT 1")
    now[0] += PAUSE_S * 0.7
    assert step() == before
    now[0] += PAUSE_S
    assert step() < before


def test_while_a_window_never_stops_reading_the_index_goes_on_in_small_steps(desk: Store):
    apply(desk.cache, logs=log(OPEN, 1, 2 * STEP))
    while left_to_index(desk) < 2 * STEP:  # the conversation itself comes before its messages
        desk.cache.index_some()
    now = [128.0]
    pause = Pause(lambda: now[0])
    window, steps, rows = replace(desk.source, pause=pause), [], set()
    for _ in range(100):
        now[0] += MOST_S / 8
        window.one("SELECT 1")
        before = left_to_index(desk)
        keep_up(desk.cache, pause, lambda _touched: None)
        if left_to_index(desk) != before:
            steps.append(now[0])
            rows.add(before - left_to_index(desk))
    assert max(rows) == SMALL_STEP
    assert {round(later - sooner, 6) for sooner, later in pairwise(steps)} <= {MOST_S, MOST_S * 9 / 8}


def test_requests_in_work_are_asked_for_first_then_what_their_customers_wrote_lately(desk: Store):
    assert list(desk.cache.missing(9, set())) == [OPEN, NEAR, STRANGER, FAR]
    assert list(desk.cache.missing(1, {OPEN})) == [NEAR]


def test_a_row_of_requests_looks_through_all_conversations_once(desk: Store):
    said: list[str] = []
    connection = desk.cache.read(lambda it: it.connection)
    connection.set_trace_callback(said.append)
    first = desk.cache.missing(1, set())
    desk.cache.apply_logs(log(OPEN, 1, 3))
    rest = [desk.cache.missing(1, {OPEN}), desk.cache.missing(1, {OPEN, NEAR})]
    connection.set_trace_callback(None)
    assert [*map(list, (first, *rest))] == [[OPEN], [NEAR], [STRANGER]]
    looks = [it for it in said if it.startswith("SELECT c.id, r.low") and "IN (x'" not in it]
    assert len(looks) == 6  # redacted, in work, near, promised, near these, all the rest


def test_what_was_cut_short_is_asked_for_again_before_the_row_ends(desk: Store):
    assert list(desk.cache.missing(9, set())) == [OPEN, NEAR, STRANGER, FAR]
    desk.cache.apply_logs(log(OPEN, 1, 2) | log(NEAR, 1, 3) | log(STRANGER, 1, 3))
    assert desk.cache.missing(9, {NEAR, STRANGER}) == {OPEN: (3, None), FAR: (1, None)}


def test_without_room_only_what_is_in_work_and_near_it_is_fetched(desk: Store, used):
    budget(desk, 100)
    used["bytes"] = 85 * MEGABYTE
    assert set(desk.cache.missing(9, set())) == {OPEN, NEAR}


CALLED_BACK, BEFORE, LONG_AGO, SERVED = (UUID(int=it) for it in (705, 706, 707, 708))


@pytest.fixture
def shift(desk: Store) -> Store:
    """Anna was promised something in a solved request; Igor was served yesterday."""
    anna, igor = UUID(int=73), UUID(int=74)
    owed = Promise(
        ws=WS, id=UUID(int=9), customer_id=anna, conversation_id=CALLED_BACK, text="Перезвонить", made_at=NOW,
        due_at=NOW, state="open",
    )  # fmt: skip
    apply(
        desk.cache,
        put("customer", customer(anna)), put("customer", customer(igor)),
        talk(CALLED_BACK, anna, 120), talk(BEFORE, anna, 60), talk(LONG_AGO, anna, 110),
        talk(SERVED, igor, 1),
        put("promise", plain(owed)),
    )  # fmt: skip
    return desk


def test_the_likely_customers_of_a_shift_come_before_all_older_logs(shift: Store):
    likely = [CALLED_BACK, BEFORE, SERVED, STRANGER]
    assert list(shift.cache.missing(20, set())) == [OPEN, NEAR, *likely, FAR, LONG_AGO]


def test_who_is_to_be_called_back_is_here_whatever_the_room(shift: Store, used):
    every = [OPEN, NEAR, CALLED_BACK, BEFORE, SERVED, STRANGER, FAR, LONG_AGO]
    budget(shift, 100)
    used["bytes"] = 101 * MEGABYTE
    assert list(shift.cache.missing(20, set())) == every[:4]
    for it in every:
        apply(shift.cache, logs=log(it, 1, 3))
    assert keep(shift) == set(every[4:])


def test_what_one_looks_at_is_fetched_with_its_customers_past_whatever_the_room(desk: Store, used):
    budget(desk, 100)
    used["bytes"] = 500 * MEGABYTE
    desk.cache.wanted.want(STRANGER)
    assert next(iter(desk.cache.missing(9, set()))) == STRANGER
    desk.cache.wanted.want(FAR)
    assert set(desk.cache.missing(9, set())) == {OPEN, NEAR, FAR, STRANGER}


def test_a_redacted_log_is_read_anew_whatever_the_room(desk: Store, used):
    apply(desk.cache, logs=log(STRANGER, 1, 3))
    apply(desk.cache, talk(STRANGER, OTHER, 2, redact_rev=1, rev=2))
    budget(desk, 100)
    used["bytes"] = 500 * MEGABYTE
    assert desk.cache.missing(9, set())[STRANGER] == (1, None)


def test_over_the_budget_the_oldest_logs_go_with_their_words_and_what_was_not_sent_stays(desk: Store, used):
    apply(desk.cache, logs=log(OPEN, 1, 3) | log(NEAR, 1, 3) | log(FAR, 1, 3) | log(STRANGER, 1, 3))
    from app.client.store.change import NewChange
    from app.protocol.command import to_wire

    name, args = to_wire(WriteNote(FAR, UUID(int=5_000), "ещё не ушло"))
    new = NewChange(UUID(int=5_001), UUID(int=5_002), name, args, NOW, 0, FAR)
    desk.cache.show(desk.outbox.add(new))
    assert keep(desk) == set()
    budget(desk, 100)
    used["bytes"] = 101 * MEGABYTE
    assert keep(desk) == {FAR, STRANGER}
    left = {row[0] for row in desk.source.all("SELECT DISTINCT conversation_id FROM log_entry WHERE seq IS NOT NULL")}
    assert left == {OPEN.bytes, NEAR.bytes}
    assert [it.payload["text"] for it in desk.queries.timeline(FAR) if it.conversation_id == FAR] == ["ещё не ушло"]
    words = desk.source.all("SELECT talk FROM search_doc WHERE kind = 2")
    assert {row[0] for row in words} == {OPEN.bytes, NEAR.bytes, FAR.bytes}


def test_what_is_looked_at_is_not_let_go(desk: Store, used):
    apply(desk.cache, logs=log(FAR, 1, 3) | log(STRANGER, 1, 3))
    desk.cache.wanted.want(STRANGER)
    budget(desk, 100)
    used["bytes"] = 101 * MEGABYTE
    assert keep(desk) == {FAR}


def test_once_over_logs_go_down_to_nine_tenths_and_are_not_fetched_again_before_eight(desk: Store, used):
    apply(desk.cache, logs=log(FAR, 1, 3))
    budget(desk, 100)
    used["bytes"] = 95 * MEGABYTE
    assert keep(desk) == set()
    used["bytes"] = 101 * MEGABYTE
    budget(desk, 100)  # something is written, and the desk rests
    assert keep(desk) == {FAR}
    used["bytes"] = 85 * MEGABYTE
    assert FAR not in desk.cache.missing(9, set())
    used["bytes"] = 79 * MEGABYTE
    assert FAR in desk.cache.missing(9, set())


@pytest.mark.parametrize(
    ("setting", "megabytes"), [(None, BUDGET_MB), (True, BUDGET_MB), (10, BUDGET_MB), ("5", BUDGET_MB), (500, 500)]
)
def test_a_budget_that_is_none_counts_as_unset(setting: object, megabytes: int):
    assert budget_bytes(setting) == megabytes * MEGABYTE


def test_the_size_is_that_of_the_file(desk: Store):
    size = desk.cache.read(prefetch._used)
    assert 100_000 < size < 10_000_000
