"""The stream: hello first, then a poke for every commit one may see, and a goodbye."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.commands.base import SYSTEM
from app.domain.feed import queue_feed
from app.model.workspace import TeamMember
from app.server.sync.hub import BACKLOG, Hub, Subscription, sse
from app.server.unit_of_work import UnitOfWork
from tests.builders.conversation import make_conversation
from tests.services.backend import Desk

pytestmark = pytest.mark.postgresql_by_night


@contextmanager
def opened(desk: Desk) -> Iterator[Iterator[tuple[str, dict[str, Any]]]]:
    """Events of the desk's stream."""
    answer = desk.call("GET", "/v1/sync/stream", stream=True)
    assert answer.status_code == 200, answer.text

    def events() -> Iterator[tuple[str, dict[str, Any]]]:
        name = ""
        for line in answer.iter_lines():
            if line.startswith(b"event: "):
                name = line[7:].decode()
            elif line.startswith(b"data: "):
                yield name, json.loads(line[6:])

    try:
        yield events()
    finally:
        answer.close()


def test_hello_comes_first_and_then_a_poke_for_what_may_be_seen(backend, shop):
    make_conversation(backend.parts.uow, shop.ws, shop.mail)
    with opened(backend.desk(shop.ws, shop.anna)) as events:
        name, hello = next(events)
        assert (name, hello["epoch"]) == ("hello", str(backend.parts.epoch))
        before = hello["heads"][queue_feed(shop.sales)]
        make_conversation(backend.parts.uow, shop.ws, shop.support_mail, address="b@x.example")
        make_conversation(backend.parts.uow, shop.ws, shop.mail, address="c@x.example")
        while (event := next(events))[1].get("heads", {}).get(queue_feed(shop.sales), 0) <= before:
            pass
        assert event[0] == "poke"
        assert queue_feed(shop.support) not in event[1]["heads"]


def test_a_commit_of_another_process_is_found_by_looking(backend, shop):
    other = UnitOfWork(backend.parts.database.write, backend.clock, lambda _: None)  # tells nobody here
    with opened(backend.desk(shop.ws, shop.anna)) as events:
        next(events)
        make_conversation(other, shop.ws, shop.mail)
        assert any(queue_feed(shop.sales) in data["heads"] for name, data in events if name == "poke")


def test_who_gets_other_grants_is_asked_to_open_the_stream_anew(backend, shop):
    with opened(backend.desk(shop.ws, shop.anna)) as events:
        next(events)

        def leave(tx):
            for row in tx.session.query(TeamMember).filter_by(ws=tx.ws, user_id=shop.anna):
                tx.remove(row)

        backend.parts.uow.run(shop.ws, SYSTEM, leave)
        assert [name for name, _ in events][-1] == "bye"


def test_without_a_token_there_is_no_stream_but_still_the_epoch(backend):
    import requests

    answer = requests.get(backend.url + "/v1/sync/stream", timeout=30)
    assert (answer.status_code, answer.headers["X-Sync-Epoch"]) == (401, str(backend.parts.epoch))


def test_a_reader_too_slow_is_let_go():
    subscription = Subscription(["topic"])
    for _ in range(BACKLOG):
        subscription.give(b"x")
    assert not subscription.closed
    subscription.give(b"x")
    assert subscription.closed


def test_many_listeners_of_one_feed_hear_the_last_of_many_pokes_and_few_hear_each():
    async def heard(listeners: int) -> list[bytes]:
        hub = Hub()
        hub.attach(asyncio.get_running_loop())
        streams = [hub.subscribe(["t"]) for _ in range(listeners)]
        for number in range(5):
            hub.publish_latest("t", "poke", b"%d" % number)
        await asyncio.sleep(0)
        return [await it.next() for it in streams]

    few, many = asyncio.run(heard(2)), asyncio.run(heard(40))
    assert few == [b"".join(sse("poke", b"%d" % number) for number in range(5))] * 2
    assert many == [sse("poke", b"4")] * 40
