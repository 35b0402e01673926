"""Another program brings messages and takes answers: once each, in order, and only with the inbox's key."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import requests
from sqlalchemy import select

from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.chat import ChannelKey
from app.model.conversation import Attachment, Conversation
from app.model.customer import Customer
from app.model.identifier import new_id
from app.model.sync import Effect
from app.model.workspace import Inbox
from app.server.channels.email.secret import PURPOSE, InboxSecrets
from app.server.channels.joined import webhook
from app.server.channels.joined.key import renew_keys
from app.server.channels.joined.signature import SIGNATURE, TIMESTAMP, is_right
from app.server.channels.joined.webhook import is_address
from app.server.conversations.service import open_conversation
from app.server.customers.service import customer_for
from app.server.errors import Trouble
from app.server.inboxes.finding import knocker
from app.server.outside import Outside
from tests.server.webchat.conftest import eventually

pytestmark = pytest.mark.postgresql_by_night


def test_a_message_opens_a_request_and_the_next_one_of_the_same_conversation_joins_it(messenger):
    assert messenger.write("Где заказ?", "m1").status_code == 201
    assert messenger.write("Ау", "m2").status_code == 201
    assert messenger.write("Другое", "m3", conversation="c2").status_code == 201
    first, second = messenger.house.conversations()
    assert (first.channel, first.queue_id) == (Channel.MESSENGER, messenger.house.shop.sales)
    assert messenger.house.texts() == ["Где заказ?", "Ау", "Другое"]
    assert first.customer_id == second.customer_id
    assert [it.name for it in messenger.house.customers()] == ["Masha"]


def test_the_same_message_again_is_one_also_when_both_come_at_once(messenger):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: messenger.write("Раз", "m1"), range(4)))
    assert sorted(it.status_code for it in answers) == [200, 200, 200, 201]
    assert len({it.json()["id"] for it in answers}) == 1
    assert messenger.house.texts() == ["Раз"]
    assert messenger.write("Другой текст", "m1").status_code == 409


def test_an_idempotency_key_stands_for_a_missing_id_and_without_either_nothing_is_taken(messenger):
    body = {"conversation": "c", "sender": {"id": "u"}, "text": "Раз"}
    first = messenger.post("messages", body, **{"Idempotency-Key": "k1"})
    second = messenger.post("messages", body, **{"Idempotency-Key": "k1"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert messenger.post("messages", body).json()["error"] == "no_id"
    assert messenger.house.texts() == ["Раз"]


@pytest.mark.on_both_databases
def test_after_a_closed_request_the_conversation_goes_on_in_a_new_linked_one(messenger):
    messenger.write("Раз", "m1")
    messenger.house.close(messenger.talk())
    messenger.write("Два", "m2")
    first, second = messenger.house.conversations()
    assert second.linked_id == first.id
    messenger.house.answer(second.id, "Ответ", Channel.MESSENGER)
    assert messenger.wait_taken(1)[0]["conversation"] == "c1"


def test_somebody_else_in_the_same_conversation_is_shown_as_a_stranger(messenger):
    messenger.write("Раз", "m1")
    messenger.write("А я сосед", "m2", user="petya")
    assert len(messenger.house.conversations()) == 1
    assert messenger.house.entries()[-1].payload["from"] == "Petya"
    assert messenger.house.entries()[-1].payload["stranger"] is True
    assert UUID(messenger.house.entries()[-1].payload["sender_id"]) != messenger.house.conversations()[0].customer_id


@pytest.mark.on_both_databases
def test_answers_leave_signed_in_order_and_come_back_as_delivered_and_read(messenger):
    messenger.write("Раз", "m1")
    ids = [messenger.house.answer(messenger.talk(), f"Ответ {number}", Channel.MESSENGER) for number in range(3)]
    taken = messenger.wait_taken(3)
    assert [it["text"] for it in taken] == ["Ответ 0", "Ответ 1", "Ответ 2"]
    assert [it["id"] for it in taken] == [str(it) for it in ids]
    assert (taken[0]["author"], taken[0]["conversation"], taken[0]["inbox"]) == ("Анна", "c1", str(messenger.inbox))
    headers, body = messenger.side.requests[0]
    now = messenger.house.clock.now()
    assert is_right(messenger.keys.webhook_secret, headers[TIMESTAMP], headers[SIGNATURE], body, now)
    assert not is_right(messenger.keys.webhook_secret, headers[TIMESTAMP], headers[SIGNATURE], body + b" ", now)
    eventually(lambda: messenger.house.delivery(ids[0]).state is DeliveryState.SENT, "sent")
    assert messenger.post("deliveries", {"id": str(ids[0]), "state": "read"}).status_code == 204
    assert messenger.house.delivery(ids[0]).state is DeliveryState.DELIVERED
    assert messenger.house.delivery(ids[0]).read_at is not None
    messenger.post("deliveries", {"id": str(ids[0]), "state": "failed", "reason": "поздно"})
    assert messenger.house.delivery(ids[0]).state is DeliveryState.DELIVERED
    messenger.post("deliveries", {"id": str(ids[1]), "state": "failed", "reason": "Пользователь ушёл"})
    assert messenger.house.delivery(ids[1]).reason == "Пользователь ушёл"


def test_in_a_request_of_another_channel_an_answer_leaves_by_the_messenger_of_the_same_customer(messenger):
    messenger.write("Где заказ?", "m1")
    house, known, chats = messenger.house, messenger.talk(), []

    def begin(tx) -> None:
        customer = tx.get(Customer, tx.get(Conversation, known).customer_id)
        inbox = tx.get(Inbox, house.shop.chat)
        chats.append(open_conversation(tx, customer=customer, inbox=inbox, subject="Чат", channel=Channel.CHAT).id)

    house.run(begin)
    sent = house.answer(chats[0], "Пишу сюда", Channel.MESSENGER)
    (taken,) = messenger.wait_taken(1)
    assert (taken["id"], taken["conversation"], taken["text"]) == (str(sent), "c1", "Пишу сюда")
    eventually(lambda: house.delivery(sent).state is DeliveryState.SENT, "sent")
    assert messenger.post("deliveries", {"id": str(sent), "state": "delivered"}).status_code == 204
    assert house.delivery(sent).state is DeliveryState.DELIVERED


@pytest.mark.on_both_databases
def test_nobody_is_written_to_by_a_messenger_they_have_never_used(messenger):
    house = messenger.house

    def begin(tx) -> None:
        visitor = customer_for(tx, Channel.CHAT, str(new_id()), display="Гость")
        inbox = tx.get(Inbox, house.shop.chat)
        open_conversation(tx, customer=visitor, inbox=inbox, subject="Чат", channel=Channel.CHAT)

    house.run(begin)
    sent = house.answer(messenger.talk(), "Вы там?", Channel.MESSENGER)
    eventually(lambda: house.delivery(sent).state is DeliveryState.FAILED, "failed")
    assert house.delivery(sent).reason == "no_thread"
    assert messenger.post("deliveries", {"id": str(sent), "state": "delivered"}).status_code == 404


@pytest.mark.parametrize("status", [200, 503])
@pytest.mark.parametrize("told", ["delivered", "failed"])
def test_what_the_other_side_tells_before_it_answers_stands(messenger, status, told):
    messenger.write("Раз", "m1")
    messenger.side.statuses = [status]
    messenger.side.first = lambda answer: messenger.post("deliveries", {"id": answer["id"], "state": told})
    entry_id = messenger.house.answer(messenger.talk(), "Уже в пути", Channel.MESSENGER)

    def is_tried():
        with messenger.house.parts.database.read() as session:
            effect = session.scalars(select(Effect).where(Effect.dedupe_key == f"deliver:{entry_id}")).one()
            return effect.attempts and effect.state != "leased"

    eventually(is_tried, "the first try")
    assert messenger.house.delivery(entry_id).state == told
    messenger.house.clock.advance(timedelta(minutes=5))
    second = messenger.house.answer(messenger.talk(), "И ещё", Channel.MESSENGER)
    eventually(lambda: messenger.house.delivery(second).state == told, "the next answer")
    assert len(messenger.side.requests) == 2, "what is settled is not sent again"


@pytest.mark.on_both_databases
def test_an_answer_is_tried_again_until_it_is_taken_and_none_overtakes_it(messenger):
    messenger.side.statuses = [503, 429]
    messenger.write("Раз", "m1")
    ids = [messenger.house.answer(messenger.talk(), text, Channel.MESSENGER) for text in ("Первый", "Второй")]
    for _ in range(2):
        eventually(lambda: messenger.house.delivery(ids[0]).reason == "webhook.not_yet", "a failed try")
        messenger.house.clock.advance(timedelta(seconds=5))
    assert [it["text"] for it in messenger.wait_taken(2)] == ["Первый", "Второй"]
    assert len({headers["X-Deskhand-Delivery"] for headers, _ in messenger.side.requests[:3]}) == 1


@pytest.mark.on_both_databases
def test_a_refused_answer_fails_at_once_and_the_next_one_leaves(messenger):
    messenger.side.statuses = [400]
    messenger.write("Раз", "m1")
    first, second = (messenger.house.answer(messenger.talk(), text, Channel.MESSENGER) for text in ("Раз", "Два"))
    assert [it["text"] for it in messenger.wait_taken(1)] == ["Два"]
    refused = messenger.house.delivery(first)
    assert (refused.state, refused.reason, refused.reason_data) == (
        DeliveryState.FAILED, "webhook.refused", {"status": "400"},
    )  # fmt: skip
    eventually(lambda: messenger.house.delivery(second).state is DeliveryState.SENT, "sent")


@pytest.mark.on_both_databases
def test_only_the_inboxs_own_key_opens_it_and_it_is_stored_as_a_hash(messenger):
    body = {"id": "m", "conversation": "c", "sender": {"id": "u"}, "text": "Раз"}
    for key in ("", "Bearer", "Bearer dk_x", "Bearer ж".encode().decode("latin-1"), messenger.keys.api_key):
        assert messenger.post("messages", body, Authorization=key).status_code == (
            201 if key == messenger.keys.api_key else 401
        )
    other = requests.post(
        f"{messenger.house.url}/v1/channels/{uuid4()}/messages",
        json=body,
        headers={"Authorization": f"Bearer {messenger.keys.api_key}"},
        timeout=30,
    )
    assert other.status_code == 401
    with messenger.house.parts.database.read() as session:
        (row,) = session.query(ChannelKey).all()
    assert messenger.keys.api_key not in row.key_hash


def test_a_signature_is_checked_when_given_and_asked_for_when_the_inbox_wants_it(messenger):
    body = {"id": "m1", "conversation": "c", "sender": {"id": "u"}, "text": "Раз"}
    assert messenger.post("messages", body, **{SIGNATURE: "v1=00", TIMESTAMP: "1"}).json()["error"] == "bad_signature"
    messenger.settings(require_signature="yes")
    assert messenger.post("messages", body).status_code == 401
    assert messenger.post("messages", body, signed=True).status_code == 201


def test_files_of_a_message_come_afterwards_and_once(messenger):
    messenger.write("Фото", "m/1 ж")
    url = f"{messenger.url}/messages/m%252F1%20%D0%B6/files/%D0%BF%D0%BB%D0%B0%D1%84%D0%BE%D0%BD.jpg"
    headers = {"Authorization": f"Bearer {messenger.keys.api_key}", "Content-Type": "image/jpeg"}
    for _ in range(2):
        answer = requests.put(url, b"\xff\xd8 jpeg", headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
    with messenger.house.parts.database.read() as session:
        (file,) = session.query(Attachment).all()
    assert (file.name, file.content_type, file.size) == ("плафон.jpg", "image/jpeg", 7)
    missing = requests.put(f"{messenger.url}/messages/nobody/files/x", b"1", headers=headers, timeout=30)
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://shop.example/hook", True),
        ("http://127.0.0.1:8080/hook", True),
        ("http://[::1]/hook", True),
        ("http://shop.example/hook", False),
        ("http://10.0.0.1/hook", False),
        ("file:///etc/passwd", False),
        ("", False),
        ("http://[", False),
        ("https://магазин.рф/крюк", True),
        ("https://shop.example:99999/hook", False),
        ("https://shop.example:0/hook", False),
        ("https://" + "a" * 64 + ".example/hook", False),
    ],
)
def test_webhooks_go_by_https_or_stay_on_this_machine(url, may):
    assert is_address(url) is may


def test_a_webhook_with_letters_of_any_alphabet_in_its_path_is_reached(messenger):
    messenger.settings(webhook_url=f"{messenger.side.url}/крюк?из=стола%20")
    messenger.write("Раз", "m1")
    entry_id = messenger.house.answer(messenger.talk(), "Ответ", Channel.MESSENGER)
    messenger.wait_taken(1)
    eventually(lambda: messenger.house.delivery(entry_id).state is DeliveryState.SENT, "sent")


def test_new_keys_end_the_old_ones(messenger):
    house = messenger.house
    secrets = InboxSecrets(house.parts.key.derive(PURPOSE))
    renewed = house.parts.uow.run(house.shop.ws, house.anna, lambda tx: renew_keys(tx, secrets, "pigeon"))
    assert messenger.write("Раз", "m1").status_code == 401
    messenger.keys = renewed
    assert messenger.write("Раз", "m1").status_code == 201
    page = house.parts.uow.run(house.shop.ws, house.anna, lambda tx: renew_keys(tx, secrets, "shop"))
    assert page.identity_secret
    assert not page.api_key
    with pytest.raises(Trouble, match="Nothing was changed"):
        house.parts.uow.run(house.shop.ws, house.anna, lambda tx: renew_keys(tx, secrets, "sales@shop.example"))


def test_who_answers_drop_by_drop_holds_up_nobody_for_longer_than_the_limit(monkeypatch):
    monkeypatch.setattr(webhook, "WHOLE_S", 0.3)
    over, most, dripped = threading.Event(), 1_000, []

    def drips(listener):
        line, _ = listener.accept()
        with line, suppress(OSError):
            while not over.wait(0.05) and len(dripped) < most:
                line.sendall(b"H")
                dripped.append(b"H")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        dripping = threading.Thread(target=drips, args=(listener,))
        dripping.start()
        with pytest.raises(webhook.Unreachable):
            webhook.post(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"{}", {}, Outside(["127.0.0.0/8"]))
        over.set()
        dripping.join()
    assert len(dripped) < most


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("93.184.216.34", True),
        ("10.1.2.3", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.1.2.3", True),
    ],
)
def test_on_somebodys_word_the_server_goes_into_the_world_and_where_the_site_allows(address, may):
    assert Outside(["10.0.0.0/8"]).may_reach(address) is may


def test_a_webhook_into_the_sites_own_network_fails_with_a_reason_unless_it_is_allowed(messenger):
    messenger.house.parts.senders[Channel.MESSENGER]._outside = Outside()
    messenger.settings(webhook_url=messenger.side.url)
    messenger.write("Раз", "m1")
    entry_id = messenger.house.answer(messenger.talk(), "Ответ", Channel.MESSENGER)
    eventually(lambda: messenger.house.delivery(entry_id).state is DeliveryState.FAILED, "refused")
    assert messenger.house.delivery(entry_id).reason == "webhook_inside"
    assert not messenger.side.requests


def test_looking_for_a_mailbox_knocks_at_no_door_inside():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert not knocker(Outside())("localhost", port)
        assert knocker(Outside(["127.0.0.0/8", "::1/128"]))("localhost", port)
