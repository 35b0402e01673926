"""Who is at which request: told to desks that may see it, over every road, and forgotten when its time is over."""

import asyncio
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
import requests
from sqlalchemy import delete, select

from app.commands.base import SYSTEM
from app.domain.feed import queue_feed
from app.domain.work_state import FORGOTTEN_S
from app.model.identifier import new_id
from app.model.presence import DeskSeen
from app.model.sync import FeedGrant
from app.protocol.poke import BEAT_S
from app.server.db import POOL
from app.server.presence.book import forget_old, looks
from app.server.presence.watch import PresenceWatch
from app.server.sync.hub import BACKLOG, Hub
from app.server.sync.watch import topic_of
from tests.builders.conversation import make_conversation
from tests.builders.workspace import put_user
from tests.server.test_stream import opened

pytestmark = pytest.mark.postgresql_by_night


@pytest.fixture
def talk(backend, shop):
    return make_conversation(backend.parts.uow, shop.ws, shop.mail)


def here(desk, talk=None, **more):
    body = more if talk is None else more | {"conversation_id": str(talk)}
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


def doing(told):
    return {it["user_id"]: it.get("state", "available") for it in told["people"]}


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


@pytest.mark.on_both_databases
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


@pytest.mark.on_both_databases
def test_the_stream_tells_the_same_at_its_beginning_and_at_every_change(backend, shop, talk):
    anna = backend.desk(shop.ws, shop.anna)
    here(anna, talk)
    with opened(backend.desk(shop.ws, shop.vera)) as events:
        told = [next(events) for _ in range(3)]
        assert [name for name, _ in told] == ["hello", "presence", "stats"]
        assert told[1][1]["people"] == [{"user_id": str(shop.anna)}]
        assert next(events) == ("people", {"people": [{"user_id": str(shop.anna)}]})
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


def test_what_a_person_does_is_seen_by_all_of_the_workspace_while_their_desk_is_heard_of(backend, shop):
    anna, boris = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.boris)
    here(anna, state="lunch", acts=1)
    assert doing(wait(boris)) == {str(shop.anna): "lunch"}
    backend.clock.advance(timedelta(seconds=61))
    assert doing(wait(boris)) == {}  # away wins
    here(anna)  # an older version on the same computer: it says nothing
    assert doing(wait(boris)) == {str(shop.anna): "available"}
    here(anna, state="available", acts=1)
    here(backend.desk(shop.ws, shop.vera), state="on_the_phone", acts=1)  # of a version to come
    assert doing(wait(boris)) == {str(shop.anna): "available", str(shop.vera): "on_the_phone"}
    here(anna, state="I said: a whole sentence", acts=2)
    assert doing(wait(boris))[str(shop.anna)] == "available"


def test_of_two_desks_of_a_person_the_one_is_believed_at_which_they_acted_last(backend, shop):
    office, home = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.anna)
    boris = backend.desk(shop.ws, shop.boris)
    here(home, state="available", acts=1)
    backend.clock.advance(timedelta(seconds=20))
    here(office, state="lunch", acts=1)
    backend.clock.advance(timedelta(seconds=20))
    here(home, state="available", acts=1)
    assert doing(wait(boris)) == {str(shop.anna): "lunch"}
    here(home, state="available", acts=2)
    assert doing(wait(boris)) == {str(shop.anna): "available"}


def test_a_stream_tells_who_does_something_else_once_and_who_is_gone(backend, shop):
    anna = backend.desk(shop.ws, shop.anna)
    here(anna, state="available", acts=1)
    with opened(backend.desk(shop.ws, shop.boris)) as events:
        people = (data["people"] for name, data in events if name == "people")
        at_work = [{"user_id": str(shop.anna)}]
        assert next(people) == at_work
        here(anna, state="available", acts=2)
        here(anna, state="lunch", acts=3)
        assert next(it for it in people if it != at_work) == [{"user_id": str(shop.anna), "state": "lunch"}]
        backend.clock.advance(timedelta(seconds=61))
        assert next(people) == [{"user_id": str(shop.anna), "state": ""}]
        here(anna, state="lunch", acts=3)
        assert next(people) == [{"user_id": str(shop.anna), "state": "lunch"}]


def test_a_long_poll_ends_with_what_somebody_does_and_repeats_nobody_of_whom_there_is_no_news(backend, shop, talk):
    anna, vera = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera)
    here(anna, state="available", acts=1)
    first = wait(vera)
    assert "people" not in wait(vera, first["known"])
    here(anna, state="meeting", acts=2)
    second = wait(vera, first["known"], 25)
    assert doing(second) == {str(shop.anna): "meeting"}
    make_conversation(backend.parts.uow, shop.ws, shop.mail, address="c@x.example")
    third = wait(vera, second["known"], 25)
    assert third["heads"] != second["heads"]
    assert "people" not in third


def test_who_was_there_when_one_stream_began_is_told_to_the_others_too(backend, shop, talk):
    anna = backend.desk(shop.ws, shop.anna)
    with opened(backend.desk(shop.ws, shop.vera)) as events:
        assert next(data for name, data in events if name == "people") == {"people": []}
        here(anna, talk, state="available", acts=1)
        with opened(anna) as own:  # within the second: it knows already what vera is still to hear
            assert next(data["people"] for name, data in own if name == "people")
            heard = set()
            while not {"people", "presence"} <= heard:
                heard.add(next(events)[0])


class AtOnce(Hub):
    """Gives to its streams on the calling thread; nobody reads meanwhile."""

    def call(self, function, *args):
        function(*args)


def test_hundreds_of_requests_that_are_open_after_a_restart_cut_no_stream(backend, shop):
    talks = [make_conversation(backend.parts.uow, shop.ws, shop.mail, address=f"c{it}@x.example") for it in range(70)]
    assert len(talks) > BACKLOG
    now = backend.clock.now()
    backend.parts.uow.run(shop.ws, SYSTEM, lambda tx: [looks(tx.session, shop.ws, new_id(), it, now) for it in talks])
    hub = AtOnce()
    stream = hub.subscribe([topic_of(shop.ws, queue_feed(shop.sales))])
    PresenceWatch(backend.parts.database, hub, backend.clock).go_round()
    assert not stream.closed
    told = asyncio.run(stream.next()).decode()
    assert all(str(it) in told for it in talks)


@pytest.mark.on_both_databases
def test_what_somebody_said_is_forgotten_by_the_next_day(backend, shop):
    here(backend.desk(shop.ws, shop.anna), state="lunch", acts=1)

    def kept():
        backend.parts.uow.run(shop.ws, SYSTEM, lambda tx: forget_old(tx.session, backend.clock.now()))
        with backend.parts.database.read() as session:
            return session.scalars(select(DeskSeen.said)).one()

    assert kept() is not None
    backend.clock.advance(timedelta(seconds=FORGOTTEN_S + 1))
    assert kept() is None


@pytest.mark.on_both_databases
def test_who_has_no_role_any_more_is_told_of_nobody(backend, shop):
    here(backend.desk(shop.ws, shop.anna), state="lunch", acts=1)
    boris = backend.desk(shop.ws, shop.boris)
    assert doing(wait(boris)) == {str(shop.anna): "lunch"}
    backend.parts.uow.run(
        shop.ws, SYSTEM, lambda tx: tx.session.execute(delete(FeedGrant).where(FeedGrant.user_id == shop.boris))
    )
    assert doing(wait(boris)) == {}
    with opened(boris) as events:
        assert next(data for name, data in events if name == "people") == {"people": []}
