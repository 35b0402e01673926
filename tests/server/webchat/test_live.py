"""Read marks, signs of writing, hours, and what happens to those who abuse the chat; on both databases."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import requests

from app.commands.block import BlockCustomer, UnblockCustomer, block, unblock
from app.commands.conversation import MarkRead, mark_read
from app.commands.promise import MakePromise, make_promise
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.identifier import new_id
from app.protocol.poke import PRESENCE
from app.server.sync.watch import topic_of
from tests.server.webchat.conftest import eventually

pytestmark = pytest.mark.postgresql_by_night


def talk(house):
    return house.conversations()[-1].id


def blocked(house, days=7):
    house.run(lambda tx: block(BlockCustomer(talk(house), new_id(), days), tx))


@pytest.mark.on_both_databases
def test_an_answer_is_read_when_somebody_has_it_before_their_eyes(house, visit):
    page = visit()
    page.write("Раз")
    entry_id = house.answer(talk(house), "Ответ")
    eventually(lambda: house.delivery(entry_id).state is DeliveryState.SENT, "sent")
    page.taken(entry_id)
    assert house.delivery(entry_id).read_at is None
    page.taken(entry_id, read=True)
    first = house.delivery(entry_id).read_at
    assert first is not None
    house.clock.advance(timedelta(minutes=1))
    page.taken(entry_id, read=True)
    assert house.delivery(entry_id).read_at == first


@pytest.mark.on_both_databases
def test_that_an_operator_has_read_is_told_only_where_the_company_wants_it(house, visit):
    page, entry_id = visit(), uuid4()
    page.write("Раз", entry_id)
    page.write("Два")
    house.run(lambda tx: mark_read(MarkRead(talk(house), 1), tx))
    assert page.history().get("read_to") is None
    house.settings(show_read="yes")
    assert page.history()["read_to"] == str(entry_id)


@pytest.mark.on_both_databases
def test_desks_are_told_that_a_visitor_is_writing_and_nothing_of_the_text(house, visit):
    page = visit()
    assert page.post("/typing").status_code == 204  # nobody to tell yet
    page.write("Раз")
    told = []
    publish = house.parts.hub.publish
    house.parts.hub.publish = lambda *event: told.append(event) or publish(*event)
    assert page.post("/typing").status_code == 204
    (event,) = [it for it in told if it[1] == PRESENCE]
    assert event[0] == topic_of(house.shop.ws, f"q:{house.shop.sales}")
    assert str(talk(house)) in event[2].decode()


def test_a_blocked_visitor_is_told_until_when_and_is_served_again_afterwards(house, visit):
    page = visit()
    page.write("Грубость")
    blocked(house)
    refused = page.write("Ещё")
    assert (refused.status_code, refused.json()["error"]) == (403, "blocked")
    assert page.post("/form", id=str(uuid4()), text="Ещё", email="a@b.example").status_code == 403
    again = visit(page.token)
    assert again.session["blocked_until"].startswith(refused.json()["detail"]["until"][:19])
    assert [it["text"] for it in again.read()] == ["Грубость"]
    house.clock.advance(timedelta(days=7, minutes=1))
    assert page.write("Извините").status_code == 200


def test_a_block_can_be_taken_back(house, visit):
    page = visit()
    page.write("Раз")
    blocked(house)
    house.run(lambda tx: unblock(UnblockCustomer(talk(house), new_id()), tx))
    assert page.write("Два").status_code == 200


@pytest.mark.on_both_databases
def test_who_comes_again_as_a_stranger_from_there_is_blocked_too_but_no_known_customer(house, visit):
    neighbour = visit()
    neighbour.write("Я давно здесь")
    rude = visit()
    rude.write("Грубость")
    blocked(house)
    assert visit().write("Это снова я").status_code == 403
    assert neighbour.write("А я ни при чём").status_code == 200


def test_what_is_left_while_nobody_is_there_is_answered_by_mail(house, visit):
    house.hours(mon=["00:00-00:01"])
    house.clock.set(house.clock.now().replace(year=2030, month=1, day=5, hour=12))  # a Saturday
    page = visit()
    assert page.session["closed"]
    assert page.session["opens_at"].startswith("2030-01-06T21:00") or "2030-01-07T00:00" in page.session["opens_at"]
    entry_id = uuid4()
    form = {"id": str(entry_id), "text": "Позвоните", "name": "Олег", "email": "Oleg@shop.example"}
    first, second = page.post("/form", **form), page.post("/form", **form)
    assert first.json() == second.json()
    (conversation,) = house.conversations()
    assert conversation.channel is Channel.EMAIL
    assert [(it.channel, it.value) for it in house.identities()] == [(Channel.EMAIL, "oleg@shop.example")]
    assert page.read() == []  # whoever typed the address sees nothing of its owner


def test_who_leaves_a_number_alone_is_called_back(house, visit):
    page, entry_id = visit(), uuid4()
    form = {"id": str(entry_id), "text": "Перезвоните", "name": "Олег", "phone": "8 917 555-32-08"}
    first, second = page.post("/form", **form), page.post("/form", **form)
    assert (first.status_code, first.json()) == (200, second.json())
    (conversation,) = house.conversations()
    assert conversation.channel is Channel.PHONE
    assert [(it.channel, it.value) for it in house.identities()] == [(Channel.PHONE, "+79175553208")]
    (entry,) = house.entries()
    assert (entry.payload["from"], entry.payload["channel"]) == ("Олег <+79175553208>", "phone")
    assert page.read() == []  # whoever typed the number sees nothing of its owner
    assert visit().post("/form", id=str(uuid4()), text="Перезвоните", phone="12-34").json()["error"] == "no_address"


def test_the_visitor_is_told_by_when_they_hear_of_us_and_not_what_we_wrote_down(house, visit):
    page = visit()
    page.write("Где мой заказ?")
    assert page.history().get("promised_at") is None
    now, later, entry_id = house.clock.now(), new_id(), new_id()

    def promise(minutes, promise_id):
        due_at = now + timedelta(minutes=minutes)
        command = MakePromise(talk(house), new_id(), promise_id, "Спросить склад", due_at)
        house.run(lambda tx: make_promise(command, tx))
        return due_at

    promise(90, later)
    soon = promise(30, entry_id)
    assert datetime.fromisoformat(page.history()["promised_at"]) == soon
    assert "склад" not in str(page.history())
    assert visit().history().get("promised_at") is None
    house.clock.advance(timedelta(minutes=31))
    assert datetime.fromisoformat(page.history()["promised_at"]) == now + timedelta(minutes=90)
    house.clock.advance(timedelta(minutes=60))
    assert page.history().get("promised_at") is None


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a b@c.example", "a@b.example,c@d.example"])
def test_the_form_needs_one_address_to_answer_to(house, visit, email):
    refused = visit().post("/form", id=str(uuid4()), text="Позвоните", email=email)
    assert (refused.status_code, refused.json()["error"]) == (400, "no_address")
    assert not house.customers()


def test_a_stranger_cannot_speak_for_an_operator(house):
    answer = requests.post(f"{house.url}/v1/conversations/{uuid4()}/typing", timeout=30)
    assert answer.status_code == 401
