"""Who is at which request: told to desks that may see it, over every road, and forgotten when its time is over."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
import requests

from app.commands.base import SYSTEM
from app.model.identifier import new_id
from app.protocol.poke import BEAT_S
from app.server.db import POOL
from tests.builders.conversation import make_conversation
from tests.builders.workspace import put_user
from tests.server.test_stream import opened


@pytest.fixture
def talk(backend, shop):
    return make_conversation(backend.parts.uow, shop.ws, shop.mail)


def here(desk, talk=None):
    body = {} if talk is None else {"conversation_id": str(talk)}
    answer = desk.call("POST", "/v1/sync/here", json=body)
    assert answer.status_code == 204, answer.text


def claim(desk, talk):
    return desk.call("POST", f"/v1/conversations/{talk}/claim")


def wait(desk, known="", timeout=0):
    answer = desk.call("GET", f"/v1/sync/wait?known={known}&timeout={timeout}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def people(told):
    return {it["conversation_id"]: it["people"] for it in told["presence"]}


def colleague(backend, shop):
    user_id = new_id()
    backend.parts.uow.run(shop.ws, SYSTEM, lambda tx: put_user(tx, user_id, "Денис Ли", teams=[shop.sales_team]))
    return user_id


def test_who_opens_a_request_is_seen_by_colleagues_of_its_queue_and_by_nobody_else(backend, shop, talk):
    denis = colleague(backend, shop)
    here(backend.desk(shop.ws, denis), talk)
    assert people(wait(backend.desk(shop.ws, shop.anna))) == {str(talk): [{"user_id": str(denis)}]}
    assert people(wait(backend.desk(shop.ws, shop.boris))) == {}


def test_who_opens_another_one_or_falls_silent_is_no_longer_seen(backend, shop, talk):
    other = make_conversation(backend.parts.uow, shop.ws, shop.mail, address="b@x.example")
    anna, vera = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera)
    here(anna, talk)
    here(anna, other)
    assert set(people(wait(vera))) == {str(other)}
    backend.clock.advance(timedelta(seconds=3 * BEAT_S))
    assert people(wait(vera)) == {}


def test_the_first_of_two_who_begin_to_write_holds_the_request_for_a_minute(backend, shop, talk):
    anna, vera = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera)
    assert claim(anna, talk).json()["people"] == [{"user_id": str(shop.anna), "claims": True}]
    (held,) = [it for it in claim(vera, talk).json()["people"] if it.get("claims")]
    assert held["user_id"] == str(shop.anna)
    backend.clock.advance(timedelta(seconds=61))
    assert claim(vera, talk).json()["people"] == [{"user_id": str(shop.vera), "claims": True}]


def test_nobody_claims_what_they_may_not_see(backend, shop, talk):
    assert claim(backend.desk(shop.ws, shop.boris), talk).status_code == 404
    assert claim(backend.desk(shop.ws, shop.anna), uuid4()).status_code == 404


def test_the_stream_tells_the_same_at_its_beginning_and_at_every_change(backend, shop, talk):
    anna = backend.desk(shop.ws, shop.anna)
    here(anna, talk)
    with opened(backend.desk(shop.ws, shop.vera)) as events:
        told = [next(events) for _ in range(3)]
        assert [name for name, _ in told] == ["hello", "presence", "stats"]
        assert told[1][1]["people"] == [{"user_id": str(shop.anna)}]
        here(anna)
        assert next(data for name, data in events if name == "presence" and not data["people"])


def test_a_long_poll_waits_for_news_and_any_news_ends_it(backend, shop, talk):
    vera = backend.desk(shop.ws, shop.vera)
    first = wait(vera)
    quiet = wait(vera, first["known"])
    assert quiet["known"] == first["known"]
    make_conversation(backend.parts.uow, shop.ws, shop.mail, address="c@x.example")
    second = wait(vera, first["known"], 25)
    assert second["heads"] != first["heads"]
    here(backend.desk(shop.ws, shop.anna), talk)
    third = wait(vera, second["known"], 25)
    assert people(third) == {str(talk): [{"user_id": str(shop.anna)}]}
    (sales,) = [it for it in third["stats"]["queues"] if it["queue_id"] == str(shop.sales)]
    assert (sales["waiting"], sales["unassigned"], sales["here"]) == (2, 2, 1)


def test_waiting_desks_hold_no_thread(backend, shop):
    vera = backend.desk(shop.ws, shop.vera)
    known = wait(vera)["known"]
    asked = (f"{vera.url}/v1/sync/wait?known={known}&timeout=25", {"Authorization": f"Bearer {vera.tokens.access}"})
    answers = []

    def ask():
        answers.append(requests.get(asked[0], headers=asked[1], timeout=30).json()["known"])

    threads = [threading.Thread(target=ask) for _ in range(POOL + 4)]
    for it in threads:
        it.start()
    here(backend.desk(shop.ws, shop.anna))  # more wait than the pool has threads, and this is served all the same
    for it in threads:
        it.join(20)
    assert len(answers) == POOL + 4
