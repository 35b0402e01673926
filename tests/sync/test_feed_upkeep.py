"""What is stored about feeds is what a look at every row would say, whatever was done before."""

import random
import threading
from contextlib import suppress
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.feed import queue_feed, user_feed
from app.model.conversation import Attachment, Conversation, Delivery
from app.model.customer import Customer, Identity
from app.model.identifier import new_id
from app.model.replicated import OF_CONVERSATION, OF_CUSTOMER, row_id
from app.model.sync import FeedRow
from app.server import db
from app.server.clock import SystemClock
from app.server.feed.feeds import feeds_of, kind_of
from app.server.feed.versioning import take_versions
from app.server.unit_of_work import ServerTx, UnitOfWork
from tests.builders.conversation import make_conversation, written
from tests.builders.workspace import Shop, make_shop

STEPS = 60


@pytest.fixture
def uow(database) -> UnitOfWork:
    return UnitOfWork(database.write, SystemClock(), lambda _: None)


@pytest.fixture
def shop(uow) -> Shop:
    return make_shop(uow)


class Day:
    """Random work on conversations, always the same for a seed."""

    def __init__(self, shop: Shop, talks: list[UUID], seed: int) -> None:
        self.shop = shop
        self.talks = talks
        self.dice = random.Random(seed)

    def work(self, tx: ServerTx) -> None:
        """One to three changes in one transaction."""
        for talk in self.dice.sample(self.talks, self.dice.randint(1, min(3, len(self.talks)))):
            conversation = tx.get(Conversation, talk)
            self.dice.choice(
                [self.write, self.move, self.assign, self.close, self.watch, self.answer, self.know, self.give]
            )(tx, conversation)

    def write(self, tx: ServerTx, talk: Conversation) -> None:
        from app.commands.message import receive

        receive(written(Channel.EMAIL, "more", tx), talk, tx)

    def move(self, tx: ServerTx, talk: Conversation) -> None:
        talk.queue_id = self.dice.choice([self.shop.sales, self.shop.support])

    def assign(self, tx: ServerTx, talk: Conversation) -> None:
        talk.assignee_id = self.dice.choice([None, self.shop.anna, self.shop.boris])

    def close(self, tx: ServerTx, talk: Conversation) -> None:
        talk.closed_at = self.dice.choice([None, tx.now])

    def watch(self, tx: ServerTx, talk: Conversation) -> None:
        talk.watcher_ids = self.dice.choice([[], [str(self.shop.vera)]])

    def answer(self, tx: ServerTx, talk: Conversation) -> None:
        entry = new_id()
        tx.put(Delivery(entry_id=entry, conversation_id=talk.id, state=DeliveryState.QUEUED, at=tx.now))
        file = Attachment(id=new_id(), conversation_id=talk.id, entry_id=entry, name="a", content_type="b", size=1)
        file.blob = "0" * 64
        tx.put(file)

    def know(self, tx: ServerTx, talk: Conversation) -> None:
        tx.get(Customer, talk.customer_id).utc_offset_minutes = self.dice.randrange(-600, 600)
        tx.put(Identity(id=new_id(), customer_id=talk.customer_id, channel=Channel.EMAIL, value=str(new_id())))

    def give(self, tx: ServerTx, talk: Conversation) -> None:
        talk.customer_id = tx.find(Conversation, self.dice.choice(self.talks)).customer_id


def should_be(session: Session, ws: UUID) -> dict[tuple[str, UUID], frozenset[str]]:
    """Feeds of every row of customers and conversations, worked out from all of them."""
    talks = list(session.scalars(select(Conversation).where(Conversation.ws == ws)))
    found = {}
    for model in (Conversation, Delivery, Attachment, Customer, Identity):
        for row in session.scalars(select(model).where(model.ws == ws)):
            kind = kind_of(row)
            if kind in OF_CUSTOMER:
                person = row.id if isinstance(row, Customer) else row.customer_id
                around = [it for it in talks if it.customer_id == person]
            else:
                own = row.id if isinstance(row, Conversation) else row.conversation_id
                around = [it for it in talks if it.id == own]
            found[(kind, row_id(row))] = feeds_of(row, around, now=SystemClock().now())
    return {key: feeds for key, feeds in found.items() if feeds}


def stored(session: Session, ws: UUID) -> dict[tuple[str, UUID], frozenset[str]]:
    kinds = sorted(OF_CONVERSATION | OF_CUSTOMER)
    query = select(FeedRow).where(FeedRow.ws == ws, FeedRow.kind.in_(kinds), FeedRow.gone.is_(False))
    found: dict[tuple[str, UUID], set[str]] = {}
    for row in session.scalars(query):
        found.setdefault((row.kind, row.id), set()).add(row.feed)
    return {key: frozenset(feeds) for key, feeds in found.items()}


@pytest.mark.parametrize("seed", range(3))
def test_after_any_work_every_row_is_in_its_feeds_and_in_no_other(database, uow, shop, seed):
    day = Day(shop, [make_conversation(uow, shop.ws, shop.mail, address="0@x.example")], seed)
    for step in range(STEPS):
        if step % 10 == 5:  # a new talk of somebody known, and one of somebody new
            day.talks += [make_conversation(uow, shop.ws, shop.mail, address=f"{n}@x.example") for n in (0, step)]
        uow.run(shop.ws, SYSTEM, day.work)
        with database.read() as session:
            assert stored(session, shop.ws) == should_be(session, shop.ws), f"step {step}"


def test_a_row_put_and_found_again_in_one_transaction_is_whole(uow, shop):
    def work(tx: ServerTx) -> tuple[object, ...]:
        customer = Customer(id=new_id(), name="Anna", since=tx.now)
        tx.put(customer)
        found = tx.find(Customer, customer.id)
        assert found is customer
        return found.vip, found.locale, found.facts

    assert uow.run(shop.ws, SYSTEM, work) == (False, "", {})


def test_what_a_savepoint_took_back_is_not_found_any_more(uow, shop):
    def work(tx: ServerTx) -> object:
        key = new_id()
        with suppress(ZeroDivisionError), tx.savepoint():
            tx.put(Customer(id=key, name="Anna", since=tx.now))
            raise ZeroDivisionError
        return tx.find(Customer, key)

    assert uow.run(shop.ws, SYSTEM, work) is None


def test_writers_that_name_many_feeds_in_any_order_never_lock_each_other_out(database, uow, shop):
    """PostgreSQL would say 40P01: heads are locked in the order of their names, in one statement."""
    feeds = [queue_feed(shop.sales), queue_feed(shop.support), *(user_feed(new_id()) for _ in range(6))]
    given: list[dict[str, int]] = []

    def write(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(20):
            with database.write() as session:
                heads = take_versions(session.connection(), shop.ws, dice.sample(feeds, 5))
                session.commit()
            given.append(heads)

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 80
    for feed in feeds:
        versions = sorted(heads[feed] for heads in given if feed in heads)
        assert versions == list(range(versions[0], versions[0] + len(versions)))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_died_while_it_lay_still_is_replaced_unseen(database, uow, shop, monkeypatch):
    monkeypatch.setattr(db, "IDLE_S", 0.0)
    with database.write() as session:
        pid = session.scalar(text("SELECT pg_backend_pid()"))
    other = db.open_postgres(database.engine.url.render_as_string(hide_password=False))
    with other.write() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    other.close()
    assert make_conversation(uow, shop.ws, shop.mail) is not None
