"""Many writers and one reader that follows the versions: nothing may be skipped (sync.md 2.2)."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM
from app.domain.feed import queue_feed
from app.model.conversation import Tag
from app.model.identifier import new_id
from app.model.sync import FeedRow
from app.server.clock import SystemClock
from app.server.db import Database
from app.server.feed.membership import Change
from app.server.feed.versioning import take_versions, write_rows
from app.server.unit_of_work import UnitOfWork

WRITERS, EACH = 6, 60
WS = UUID(int=7)


def follow(database: Database, write: Callable[[int], None], feed: str) -> tuple[int, int]:
    """Let writers write while a reader follows the feed by version; rows written and rows the reader met."""
    done = threading.Event()
    seen: set[UUID] = set()

    def read() -> None:
        version = 0
        last = False
        while not last:
            last = done.is_set()
            with database.read() as session:
                query = select(FeedRow.version, FeedRow.id).where(
                    FeedRow.ws == WS, FeedRow.feed == feed, FeedRow.version > version
                )
                for row in session.execute(query):
                    seen.add(row.id)
                    version = max(version, row.version)

    reader = threading.Thread(target=read)
    reader.start()
    writers = [threading.Thread(target=lambda: [write(n) for n in range(EACH)]) for _ in range(WRITERS)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    return WRITERS * EACH, len(seen)


def test_a_reader_that_follows_the_heads_misses_nothing(database):
    uow = UnitOfWork(database.write, SystemClock(), lambda _: None)

    def write(_: int) -> None:
        uow.run(WS, SYSTEM, lambda tx: tx.put(Tag(id=new_id(), name="x", names={})))

    written, met = follow(database, write, "w")
    assert met == written


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_with_versions_from_a_sequence_a_reader_misses_rows(database):
    """The proof that the race above is a race: the same traffic, a counter that is not held until the commit."""
    with database.write() as session:
        session.execute(text("CREATE SEQUENCE version"))
        session.commit()
    feed = queue_feed(new_id())

    def write(_: int) -> None:
        with database.write() as session:
            version = session.scalar(text("SELECT nextval('version')"))
            _row(session, feed, version)
            session.execute(text("SELECT pg_sleep(random() * 0.004)"))  # a transaction that does something else too
            session.commit()

    written, met = follow(database, write, feed)
    assert met < written


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_under_the_same_traffic_locked_heads_lose_nothing(database):
    feed = queue_feed(new_id())

    def write(_: int) -> None:
        with database.write() as session:
            heads = take_versions(session.connection(), WS, [feed])
            _row(session, feed, heads[feed])
            session.execute(text("SELECT pg_sleep(random() * 0.004)"))
            session.commit()

    written, met = follow(database, write, feed)
    assert met == written


def _row(session: Session, feed: str, version: int) -> None:
    change = Change(("tag", new_id()), frozenset(), frozenset({feed}))
    write_rows(session.connection(), WS, [change], {feed: version}, SystemClock().now())


def test_two_writers_of_one_conversation_get_every_number_of_the_log_once(database):
    from app.model.conversation import LogEntry
    from tests.builders.conversation import customer_writes, make_conversation
    from tests.builders.workspace import make_shop

    uow = UnitOfWork(database.write, SystemClock(), lambda _: None)
    shop = make_shop(uow)
    talk = make_conversation(uow, shop.ws, shop.mail)
    threads = [
        threading.Thread(target=lambda: [customer_writes(uow, shop.ws, talk) for _ in range(10)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalars(select(LogEntry.seq).order_by(LogEntry.seq)).all() == list(range(1, 42))


def test_a_new_customer_who_writes_twice_at_once_is_one_customer(database):
    from app.model.customer import Customer
    from tests.builders.conversation import make_conversation
    from tests.builders.workspace import make_shop

    uow = UnitOfWork(database.write, SystemClock(), lambda _: None)
    shop = make_shop(uow)
    threads = [threading.Thread(target=make_conversation, args=(uow, shop.ws, shop.mail)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert len(session.scalars(select(Customer.id)).all()) == 1
