"""What is missing is looked for among all conversations once, then where something changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.client.store import missing, prefetch
from app.domain.cache_budget import MEGABYTE
from app.domain.status import Status
from app.model.conversation import Promise
from tests.builders.wire import WS, apply, customer, log, plain, put
from tests.unit.client.conftest import Store
from tests.unit.client.test_prefetch import FAR, MARINA, NEAR, OPEN, OTHER, STRANGER, budget, desk, keep, talk

__all__ = ["desk"]

EVERY = (OPEN, NEAR, FAR, STRANGER)


@pytest.fixture
def whole(desk: Store) -> Store:
    """All logs are here, and that was seen."""
    for it in EVERY:
        apply(desk.cache, logs=log(it, 1, 3))
    assert desk.cache.missing(9, set()) == {}
    return desk


@pytest.fixture
def full(desk: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Only what is in work, and near it, is here: there is no room for more."""
    monkeypatch.setattr(prefetch, "_used", lambda _cursor: 85 * MEGABYTE)
    budget(desk, 100)
    assert set(desk.cache.missing(9, set())) == {OPEN, NEAR}
    desk.cache.apply_logs(log(OPEN, 1, 3) | log(NEAR, 1, 3))
    assert desk.cache.missing(9, set()) == {}
    return desk


@contextmanager
def looks(desk: Store) -> Iterator[list[str]]:
    """Where conversations are looked at that nobody named."""
    said: list[str] = []
    connection = desk.cache.read(lambda it: it.connection)
    connection.set_trace_callback(lambda it: said.append(it) if it.startswith("SELECT c.id, r.low") else None)
    found: list[str] = []
    yield found
    connection.set_trace_callback(None)
    found += [it for it in said if "IN (x'" not in it]


def test_news_of_a_request_look_at_it_and_at_nothing_else(whole: Store):
    apply(whole.cache, talk(STRANGER, OTHER, 0, rev=1, log_head=4))
    with looks(whole) as through_all:
        assert whole.cache.missing(9, set()) == {STRANGER: (4, None)}
        whole.cache.apply_logs(log(STRANGER, 4, 4))
        assert whole.cache.missing(9, set()) == {}
    assert through_all == []


def test_what_was_asked_for_and_never_came_is_asked_for_again(whole: Store):
    apply(whole.cache, talk(STRANGER, OTHER, 0, rev=1, log_head=4))
    assert whole.cache.missing(9, set()) == {STRANGER: (4, None)}
    assert whole.cache.missing(9, set()) == {STRANGER: (4, None)}


def test_what_the_server_refused_is_asked_for_when_it_changed(whole: Store):
    apply(whole.cache, talk(STRANGER, OTHER, 0, rev=1, log_head=4))
    assert whole.cache.missing(9, set()) == {STRANGER: (4, None)}
    assert whole.cache.missing(9, {STRANGER}) == {}
    apply(whole.cache, talk(STRANGER, OTHER, 0, rev=2, log_head=5))
    assert whole.cache.missing(9, set()) == {STRANGER: (4, None)}


def test_a_request_that_comes_into_work_makes_its_neighbours_wanted(full: Store):
    new = UUID(int=709)
    apply(full.cache, talk(new, OTHER, 0, Status.OPEN))
    with looks(full) as through_all:
        assert set(full.cache.missing(9, set())) == {new, STRANGER}
    assert through_all == []


def test_a_promise_makes_its_request_wanted(full: Store):
    owed = Promise(
        ws=WS, id=UUID(int=9), customer_id=MARINA, conversation_id=FAR, text="Перезвонить",
        made_at=datetime.now(UTC), due_at=datetime.now(UTC), state="open",
    )  # fmt: skip
    apply(full.cache, put("promise", plain(owed)))
    assert set(full.cache.missing(9, set())) == {FAR}


def test_older_logs_come_when_there_is_room_again(full: Store, monkeypatch: pytest.MonkeyPatch):
    apply(full.cache, talk(FAR, MARINA, 99, rev=1, log_head=4))
    assert full.cache.missing(9, set()) == {}
    monkeypatch.setattr(prefetch, "_used", lambda _cursor: 0)
    assert full.cache.missing(9, set()) == {FAR: (1, None), STRANGER: (1, None)}


def test_without_room_news_without_end_keep_no_list_of_what_is_older(full: Store):
    for number in range(5):
        apply(full.cache, talk(FAR, MARINA, 99, rev=1 + number, log_head=4 + number))
        assert full.cache.missing(9, set()) == {}
    assert len(full.cache.missing_logs._older) == 0


def test_what_was_let_go_comes_when_there_is_room_again(whole: Store, monkeypatch: pytest.MonkeyPatch):
    budget(whole, 100)
    monkeypatch.setattr(prefetch, "_used", lambda _cursor: 101 * MEGABYTE)
    assert keep(whole) == {FAR, STRANGER}
    assert whole.cache.missing(9, set()) == {}
    monkeypatch.setattr(prefetch, "_used", lambda _cursor: 0)
    assert set(whole.cache.missing(9, set())) == {FAR, STRANGER}


def test_after_many_news_all_are_looked_through(whole: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(missing, "MANY", 2)
    people = [UUID(int=800 + it) for it in range(3)]
    news = [op for it in people for op in (put("customer", customer(it)), talk(UUID(int=it.int + 100), it, 0))]
    apply(whole.cache, *news)
    with looks(whole) as through_all:
        assert set(whole.cache.missing(9, set())) == {UUID(int=it.int + 100) for it in people}
    assert len(through_all) == 6  # redacted, in work, near, promised, near these, all the rest
