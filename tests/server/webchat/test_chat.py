"""A visitor writes, is answered, comes back; and learns nothing that is not theirs."""

import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from app.domain.status import Status
from app.model.customer import Customer
from app.model.identifier import new_id
from app.model.workspace import Inbox, Workspace
from app.server.channels.webchat.limit import OF_FORMS, OF_NEWCOMERS, OF_READING, OF_VISITOR
from app.server.channels.webchat.service import MAX_TEXT_BYTES
from app.server.channels.webchat.token import PURPOSE, Visitor, VisitorSigner
from app.server.conversations.service import open_conversation
from tests.builders.conversation import make_conversation
from tests.server.webchat.conftest import eventually

pytestmark = pytest.mark.postgresql_by_night


def test_opening_the_page_stores_nothing_before_the_first_message(house, visit):
    visit()
    assert not house.customers()
    assert not house.conversations()


def test_a_message_opens_a_conversation_in_the_queue_of_the_inbox(house, visit):
    answer = visit().write("Где мой заказ?", name="Марина", locale="ru", utc_offset_minutes=180)
    assert answer.status_code == 200
    conversation, customer = house.conversations()[0], house.customers()[0]
    assert answer.json()["number"] == conversation.number
    assert conversation.queue_id == house.shop.sales
    assert (conversation.channel, conversation.status, conversation.subject) == (
        Channel.CHAT,
        Status.NEW,
        "Где мой заказ?",
    )
    assert (customer.name, customer.header_name, customer.locale) == ("Марина", "Марина", "ru")
    assert customer.utc_offset_minutes == 180


def test_a_page_that_is_closed_while_it_asks_is_no_error(house, visit):
    host, port = house.url.removeprefix("http://").split(":")
    for _page in range(3):
        with socket.create_connection((host, int(port))) as cut:
            cut.sendall(b"POST /chat/api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\n{")
            time.sleep(0.05)  # the server has begun to read
    assert visit().write("Где мой заказ?").status_code == 200


@pytest.mark.on_both_databases
def test_a_visitor_without_a_name_has_one_for_the_desk_and_may_give_theirs_later(house, visit):
    page = visit()
    page.write("Здравствуйте")
    assert re.fullmatch(r"Посетитель чата [0-9A-F]{4}", house.customers()[0].name)
    assert house.customers()[0].header_name == ""
    page.write("Меня зовут Олег", name="Олег")
    assert (house.customers()[0].name, house.customers()[0].header_name) == ("Олег", "Олег")
    assert len(house.conversations()) == 1


def test_the_same_message_twice_is_one(house, visit):
    page, entry_id = visit(), uuid4()
    first, second = page.write("Раз", entry_id), page.write("Раз", entry_id)
    assert first.json() == second.json()
    assert house.texts() == ["Раз"]


def test_the_same_first_message_at_the_same_moment_is_one(house, visit):
    pages = [visit()]
    pages += [visit(pages[0].token) for _ in range(3)]
    entry_id = uuid4()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda page: page.write("Раз", entry_id), pages))
    assert {it.status_code for it in answers} == {200}
    assert house.texts() == ["Раз"]
    assert len(house.customers()) == len(house.conversations()) == 1


def test_an_answer_reaches_the_page_and_is_delivered_when_the_page_says_so(house, visit):
    page = visit()
    page.write("Где мой заказ?")
    page.read()
    entry_id = house.answer(house.conversations()[0].id, "Уже в пути.")
    eventually(lambda: house.delivery(entry_id).state is DeliveryState.SENT, "sent")
    (message,) = page.read()
    assert (message["text"], message["author"], message.get("own", False)) == ("Уже в пути.", "Анна", False)
    assert page.taken(entry_id).status_code == 204
    assert house.delivery(entry_id).state is DeliveryState.DELIVERED
    assert page.read() == []


def test_an_answer_still_on_its_way_is_neither_shown_nor_missed(house, visit):
    page = visit()
    page.write("Раз")
    house.parts.effects.stop()
    entry_id = house.answer(house.conversations()[0].id, "Ответ")
    page.write("Два")
    assert [it["text"] for it in page.read()] == ["Раз", "Два"]
    house.parts.senders[Channel.CHAT].send(house.shop.ws, entry_id)
    assert "Ответ" in [it["text"] for it in page.read()]


def test_a_visitor_who_comes_back_finds_everything(house, visit):
    token = visit().token
    visit(token).write("Раз")
    back = visit(token)
    assert back.session["resumed"] is True
    assert [it["text"] for it in back.read()] == ["Раз"]


def test_a_closed_conversation_goes_on_in_a_new_linked_one(house, visit):
    page = visit()
    page.write("Раз")
    house.close(house.conversations()[0].id)
    page.write("Два")
    first, second = house.conversations()
    assert second.linked_id == first.id
    assert [(it["text"], it["number"]) for it in page.read()] == [("Раз", first.number), ("Два", second.number)]


def test_notes_queues_and_states_never_leave_the_house(house, visit):
    page = visit()
    page.write("Раз")
    house.note(house.conversations()[0].id, "СЕКРЕТ")
    entry_id = house.answer(house.conversations()[0].id, "Ответ")
    eventually(lambda: house.delivery(entry_id).state is DeliveryState.SENT, "sent")
    told = page.http.get(page.api + "/history", timeout=30)
    assert "СЕКРЕТ" not in told.text
    assert set(told.json()) <= {"messages", "cursor", "agent", "more"}
    allowed = {"id", "text", "at", "number", "own", "author", "taken"}
    assert all(set(it) <= allowed for it in told.json()["messages"])
    assert str(house.shop.ws) not in told.text
    assert str(house.shop.anna) not in told.text
    assert "Sales" not in told.text


def test_an_answer_by_mail_is_not_shown_in_the_chat(house, visit):
    page = visit()
    page.write("Раз")
    house.parts.effects.stop()
    house.answer(house.conversations()[0].id, "Письмом", Channel.EMAIL)
    assert [it["text"] for it in page.read()] == ["Раз"]


def test_one_visitor_never_sees_another(house, visit):
    mine, other = visit(), visit()
    entry_id = uuid4()
    mine.write("Моё", entry_id)
    other.write("Чужое")
    assert [it["text"] for it in other.read()] == ["Чужое"]
    assert other.write("Подмена", entry_id).status_code == 409
    answer_id = house.answer(house.conversations()[0].id, "Вам")
    eventually(lambda: house.delivery(answer_id).state is DeliveryState.SENT, "sent")
    assert other.taken(answer_id).status_code == 204
    assert house.delivery(answer_id).state is DeliveryState.SENT


@pytest.mark.parametrize("token", ["", "x", "a.b", "W10=.", "ж"])
def test_a_token_that_is_not_ours_opens_nothing(house, token):
    for method, path in (("get", "/history"), ("post", "/messages"), ("post", "/taken"), ("get", "/stream")):
        headers = {"Authorization": f"Bearer {token}".encode()}
        answer = requests.request(method, house.url + "/chat/api" + path, headers=headers, data=b"{}", timeout=30)
        assert answer.status_code == 401


def test_a_token_signed_by_another_key_begins_anew(house, visit):
    foreign = VisitorSigner(b"x" * 32).sign(Visitor(house.shop.ws, house.shop.chat, uuid4()), house.parts.clock.now())
    page = visit(foreign)
    assert page.token != foreign
    assert not page.session.get("resumed", False)


def test_empty_and_huge_messages_are_refused(house, visit):
    page = visit()
    assert page.write(" \n\t").status_code == 400
    assert page.write("я" * (MAX_TEXT_BYTES // 2 + 1)).status_code == 413
    assert page.write("x" * 200_000).status_code == 413
    assert page.write("я" * (MAX_TEXT_BYTES // 2)).status_code == 200
    assert len(house.texts()) == 1


def test_a_visitor_who_floods_is_slowed_down_and_served_later(house, visit):
    page = visit()
    with ThreadPoolExecutor(3) as pool:  # quicker than the bucket fills again; more would wait for each other's locks
        answers = list(pool.map(page.write, map(str, range(3 * OF_VISITOR.burst))))
    assert sum(it.status_code == 200 for it in answers) >= OF_VISITOR.burst
    refused = next(it for it in answers if it.status_code == 429)
    assert int(refused.headers["Retry-After"]) >= 1
    house.clock.advance(timedelta(minutes=1))
    assert page.write("позже").status_code == 200


def test_a_visitor_who_only_looks_again_and_again_is_slowed_down_too(house, visit):
    page = visit()
    with ThreadPoolExecutor(3) as pool:
        answers = list(
            pool.map(lambda _: page.http.get(page.api + "/history", timeout=30), range(4 * OF_READING.burst))
        )
    assert sum(it.status_code == 200 for it in answers) >= OF_READING.burst
    assert any(it.status_code == 429 for it in answers)
    house.clock.advance(timedelta(minutes=1))
    assert page.read() == []


@pytest.mark.on_both_databases
def test_who_begins_anew_for_each_message_is_slowed_down_and_nobody_known_is(house, visit):
    known = visit()
    assert known.write("Где мой заказ?").status_code == 200
    signer = VisitorSigner(house.parts.key.derive(PURPOSE))
    codes = []
    for _ in range(OF_NEWCOMERS.burst + 5):
        stranger = Visitor(house.shop.ws, house.shop.chat, new_id())
        known.http.headers["Authorization"] = f"Bearer {signer.sign(stranger, house.clock.now())}"
        codes.append(known.write("Привет").status_code)
    assert codes[0] == 200
    assert 429 in codes
    known.http.headers["Authorization"] = f"Bearer {known.token}"
    assert known.write("А мой?").status_code == 200


def test_who_leaves_message_after_message_is_slowed_down(house, visit):
    page = visit()
    codes = [
        page.post("/form", id=str(new_id()), text="Привет", email="a@example.com").status_code
        for _ in range(OF_FORMS.burst + 2)
    ]
    assert codes[:2] == [200, 200]
    assert codes[-1] == 429


def test_an_answer_to_somebody_who_never_chatted_fails_with_a_reason(house):
    talk = make_conversation(house.parts.uow, house.shop.ws, house.shop.mail)
    entry_id = house.answer(talk, "Привет")
    eventually(lambda: house.delivery(entry_id).state is DeliveryState.FAILED, "failed")
    assert house.delivery(entry_id).reason == "no_chat_page"


def test_the_stream_tells_only_that_there_is_news(house, visit):
    page = visit()
    page.write("Раз")
    with page.http.get(page.api + "/stream", stream=True, timeout=30) as stream:
        lines = stream.iter_lines()
        assert [next(lines) for _ in range(3)] == [b"event: news", b"data: {}", b""]
        house.answer(house.conversations()[0].id, "Ответ")
        assert [next(lines) for _ in range(2)] == [b"event: news", b"data: {}"]


def test_the_page_runs_nothing_inline_and_nothing_foreign(house):
    house.settings(welcome={"ru": "</title><script>alert(1)</script>"})
    answer = requests.get(house.url + "/chat/shop", headers={"Accept-Language": "ru"}, timeout=30)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert "<script>" not in answer.text
    assert not re.search(r"\son\w+=|\sstyle=|https?://", answer.text)
    for address in re.findall(r'(?:href|src)="(/[^"]+)"', answer.text):
        asset = requests.get(house.url + address, timeout=30)
        assert asset.status_code == 200
        assert asset.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.on_both_databases
@pytest.mark.parametrize(("language", "name"), [("en", "Home &amp; Light"), ("ru", "Дом и Свет")])
def test_the_page_says_the_companys_name_in_the_language_of_its_reader(house, language, name):
    def work(tx):
        tx.get(Workspace, house.shop.ws).names = {"en": "Home & Light"}

    house.parts.uow.run(house.shop.ws, house.anna, work)
    page = requests.get(f"{house.url}/chat/shop?lang={language}", timeout=30).text
    assert f'<bdi data-text="brand">{name}</bdi>' in page
    assert "Home &amp; Light" in page  # both languages are there: the page changes at once
    first = requests.get(f"{house.url}/?lang={language}", timeout=30).text
    assert name in first


def test_colours_are_those_of_the_tokens(house):
    css = requests.get(house.url + "/chat/assets/theme.css", timeout=30).text
    colors = json.loads(Path("resources/tokens.json").read_text("utf8"))["color"]
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    assert f"--bg-bubble-in:{colors['light']['bg.bubbleIn']};" in light
    assert f"--bg-bubble-in:{colors['dark']['bg.bubbleIn']};" in dark


@pytest.mark.parametrize("name", ["..%2f..%2ftokens.json", "nothing.css", "chat.html"])
def test_only_known_files_are_served(house, name):
    assert requests.get(f"{house.url}/chat/assets/{name}", timeout=30).status_code == 404


def test_a_page_nobody_made_is_not_there(house):
    assert requests.get(house.url + "/chat/nobody", timeout=30).status_code == 404
    answer = requests.post(house.url + "/chat/api/session", json={"slug": "nobody"}, timeout=30)
    assert answer.status_code == 404


def test_a_trial_has_a_first_page_that_leads_to_the_chat(house):
    answer = requests.get(house.url + "/", headers={"Accept-Language": "en"}, timeout=30)
    assert 'href="/chat/shop"' in answer.text
    assert 'href="/trial/mail"' in answer.text
    assert "Be the customer" in answer.text


@pytest.mark.on_both_databases
def test_what_is_answered_by_chat_in_a_request_that_came_by_letter_stands_on_the_page(house, visit):
    page, letters = visit(), []
    page.write("Здравствуйте")
    known = house.conversations()[-1]

    def begin(tx) -> None:
        customer, inbox = tx.get(Customer, known.customer_id), tx.get(Inbox, house.shop.mail)
        letters.append(open_conversation(tx, customer=customer, inbox=inbox, subject="Счёт", channel=Channel.EMAIL).id)

    house.run(begin)
    sent = house.answer(letters[0], "Пишу в чат", Channel.CHAT)
    eventually(lambda: "Пишу в чат" in [it["text"] for it in page.read()], "the answer is on the page")
    page.taken(sent)
    assert house.delivery(sent).state is DeliveryState.DELIVERED
    assert page.write("Спасибо").status_code == 200
    there = {it.payload["text"]: it.conversation_id for it in house.entries() if it.kind is EntryKind.MESSAGE_IN}
    assert there["Спасибо"] == known.id  # the page goes on where it was begun
