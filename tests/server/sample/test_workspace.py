"""What a new user finds: people, places, counts, both languages; the same each time."""

import re
from collections import Counter as Count
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import String

from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.role import RoleCode
from app.domain.status import ACTIVE, Status
from app.language.template import fill
from app.model.account import Blob, Credential
from app.model.conversation import Attachment, Conversation, LogEntry, Promise, ReadMark, Template
from app.model.customer import Customer, Identity, Order, Organisation
from app.model.replicated import KINDS
from app.model.sync import Counter, SyncClient
from app.model.workspace import Inbox, Queue, Role, User
from app.protocol.pull import PullAnswer, PullRequest
from app.protocol.versions import PROTO, SCHEMA
from app.server.auth.password import is_right
from app.server.auth.token import Bearer
from app.server.errors import Trouble
from app.server.feed.grants import granted
from app.server.sample.workspace import build
from app.server.sync.pull import Puller
from tests.server.sample.conftest import NOW, SampleHouse

EPOCH, CLIENT = UUID(int=1), UUID(int=2)

pytestmark = pytest.mark.postgresql_by_night


def by_id(house: SampleHouse, model: Any) -> dict[UUID, Any]:
    return {row.id: row for row in house.all(model)}


def conversations(house: SampleHouse) -> list[Any]:
    return house.all(Conversation)


def test_the_same_seed_and_moment_give_the_same_workspace(house: SampleHouse, second_house: SampleHouse) -> None:
    if house.database.is_sqlite:
        assert house.digest() == second_house.digest()
    ids = {row.id for row in conversations(house)}
    assert ids == {row.id for row in conversations(second_house)}


def test_another_seed_gives_another_workspace_beside_the_first(second_house: SampleHouse) -> None:
    other = build(second_house.uow, seed=8, now=NOW)
    assert other.ws != second_house.sample.ws
    assert len(conversations(second_house)) == 160


def test_it_is_made_only_once(second_house: SampleHouse) -> None:
    with pytest.raises(Trouble, match="already here"):
        build(second_house.uow, now=NOW)
    assert len(conversations(second_house)) == 80


def test_the_operator_signs_in_with_the_password_that_was_told(house: SampleHouse) -> None:
    known = next(row for row in house.all(Credential) if row.user_id == house.sample.user_id)
    assert known.email == house.sample.email == "anna.kim@domisvet.example"
    assert is_right(known.password_hash, house.sample.password)


def test_every_role_is_held_by_somebody(house: SampleHouse) -> None:
    assert {role.code for role in house.all(Role)} == set(RoleCode)
    names = {user.name for user in house.all(User)}
    assert {"Анна Ким", "Олег Титов", "Динара Сафина", "Jane Miller"} <= names


def test_the_rail_counts_as_in_the_picture(house: SampleHouse) -> None:
    active = [row for row in conversations(house) if row.status in ACTIVE]
    queues = by_id(house, Queue)
    counts = Count(queues[row.queue_id].name for row in active)
    assert counts == {
        "Доставка": 14, "Возврат и гарантия": 9, "Счета и оплата": 4, "Техподдержка": 6, "Соцсети": 2
    }  # fmt: skip
    mine = [row for row in active if row.assignee_id == house.sample.user_id]
    waiting = [row for row in mine if row.status in (Status.WAITING_CUSTOMER, Status.ON_HOLD)]
    assert (len(mine), len(waiting)) == (12, 3)
    assert sum(row.assignee_id is None for row in active) == 7
    assert sum(row.promise_due_at is not None and row.promise_due_at <= NOW for row in active) == 1


def test_queues_have_the_icons_and_order_of_the_picture(house: SampleHouse) -> None:
    queues = sorted(house.all(Queue), key=lambda it: it.position)
    assert [it.icon for it in queues] == ["truck", "rotate-ccw", "receipt", "wrench", "hash"]
    assert all({"ru", "en"} == set(it.names) for it in queues)


@pytest.mark.parametrize(
    ("name", "subject", "minutes_ago", "preview", "due_minutes"),
    [
        ("Марина Соколова", "Замена плафона, заказ 48-20917", 4, "Добрый день! Есть новости по замене?", 22),
        ("Тимур Гайсин", "Пропущенный звонок · 0:41 в очереди", 7, "Перезвонить: +7 917 ••• 44-10", 5),
        ("ООО «Вектор-Строй»", "Счёт № 3391: нужен акт сверки", 20.5, "Коллеги, добрый день. Просим вы", 99.5),
        ("Игорь Лапин", "Не подходит цоколь у лампы", 40, "И вот фото", 48),
        ("Зарина Ахметова", "Перенести доставку на субботу", 52, "Готово, ждём вас в субботу", None),
        ("Светлана Юдина", "Сломался выключатель, гарантия", 77, "", None),
        ("Ольга Дёмина", "Отзыв: «Люстра пришла без крепежа»", 94, "Разместила отзыв в группе, 3 ком", -6.2),
        ("Rashid Karimov", "Invoice in English, please", 122, "Thank you, that is exactly what I", None),
        ("Павел Носов", "Вопрос по диммеру «Ритм»", 165, "Опрос: 5 из 5, «всё чётко»", None),
        ("Лариса Мохова", "Где мой заказ 48-20655?", 192, "Курьер позвонил, всё хорошо", None),
    ],
)
def test_the_rows_of_the_picture_are_there(
    house: SampleHouse, name: str, subject: str, minutes_ago: float, preview: str, due_minutes: float | None
) -> None:
    people = by_id(house, Customer)
    row = next(it for it in conversations(house) if people[it.customer_id].name == name and it.subject == subject)
    assert row.assignee_id == house.sample.user_id
    assert NOW - row.last_message_at == timedelta(minutes=minutes_ago)
    assert row.preview.startswith(preview)
    left = None if row.reply_due_at is None else row.reply_due_at - NOW
    assert left == (None if due_minutes is None else timedelta(minutes=due_minutes))


def test_marina_is_known_as_in_the_picture(house: SampleHouse) -> None:
    marina: Any = next(it for it in house.all(Customer) if it.name == "Марина Соколова")
    numbers = {it.number: it for it in conversations(house) if it.customer_id == marina.id}
    assert numbers[1204].subject == "Замена плафона, заказ 48-20917"
    assert numbers[1180].subject == "Срок доставки"
    assert sum(it.customer_id == marina.id for it in house.all(Order)) == 14
    states = Count(it.state for it in house.all(Promise) if it.customer_id == marina.id)
    assert states == {"kept": 6, "broken": 1, "open": 1}
    assert marina.vip
    assert marina.facts["nps"][-1] == 9


def test_both_languages_and_every_channel_are_at_work(house: SampleHouse) -> None:
    people = by_id(house, Customer)
    english = sum(people[it.customer_id].locale == "en" for it in conversations(house))
    assert 0.3 <= english / len(conversations(house)) <= 0.4
    joined = {Channel.MESSENGER}  # what another program brings is nobody's sample
    assert {it.channel for it in conversations(house)} == set(Channel) - joined
    assert {it.status for it in conversations(house)} == set(Status)
    texts = Count(it.locale for it in house.all(Template))
    assert texts["ru"] >= 5
    assert texts["en"] >= 5


def test_numbers_follow_the_order_of_opening_and_the_counter_goes_on(house: SampleHouse) -> None:
    rows = sorted(conversations(house), key=lambda it: it.number)
    assert [it.number for it in rows] == list(range(rows[0].number, rows[0].number + 80))
    counter: Any = house.all(Counter)[0]
    assert counter.value == rows[-1].number
    recent = [it.created_at for it in rows if NOW - it.created_at < timedelta(days=1)]
    assert recent == sorted(recent)


def test_every_text_fits_its_column(house: SampleHouse) -> None:
    tables: list[Any] = [*KINDS.values(), LogEntry, Blob, Credential]
    for table in tables:
        for row in house.all(table):
            for column in table.__table__.columns:
                value = getattr(row, column.key)
                if isinstance(value, str) and isinstance(column.type, String) and column.type.length:
                    assert len(value) <= column.type.length, (table.__tablename__, column.key, value)


def test_no_place_to_fill_in_is_left_in_any_text(house: SampleHouse) -> None:
    for entry in house.all(LogEntry):
        assert not re.search(r"[{}]|lorem|todo", str(entry.payload.get("text", "")), re.IGNORECASE)


def test_phone_numbers_and_addresses_belong_to_nobody(house: SampleHouse) -> None:
    fictional = re.compile(r"\+7(900|917)000\d{4}|\+447700900\d{3}")
    for it in house.all(Identity):
        if it.channel in (Channel.PHONE, Channel.WHATSAPP):
            assert fictional.fullmatch(it.value), it.value
        if it.channel is Channel.EMAIL:
            assert re.search(r"@(example\.(com|org|net)|[a-z.-]+\.example|mx\.example\.net)$", it.value), it.value


def test_reusable_texts_can_be_filled(house: SampleHouse) -> None:
    values = {
        "customer": {"name": "Марина", "address_as": "Марина", "city": "Казань"},
            "operator": {"name": "Анна Ким"}, "company": "Дом и Свет",
        "request": {"number": "1204", "subject": "Замена"},
    }  # fmt: skip
    templates: list[Any] = house.all(Template)
    assert all("{{" not in fill(it.body, values) for it in templates)
    kinds = {(it.team_id is None, it.owner_id is None) for it in templates}
    assert kinds == {(True, True), (False, True), (True, False)}


def test_a_text_of_each_language_brings_a_leaflet(house: SampleHouse) -> None:
    templates: list[Any] = house.all(Template)
    bringing = sorted((it.locale, it.files[0]["name"]) for it in templates if it.files)
    assert bringing == [("en", "How to return under warranty.pdf"), ("ru", "Как сдать по гарантии.pdf")]
    for file in (it.files[0] for it in templates if it.files):
        content = house.blobs.get(house.sample.ws, file["blob"])
        assert (len(content), content[:5]) == (file["size"], b"%PDF-")


def test_photos_are_kept_where_messages_find_them(house: SampleHouse) -> None:
    files: list[Any] = house.all(Attachment)
    assert [it.name for it in sorted(files, key=lambda it: it.name)] == ["патрон.jpg", "плафон-1.jpg", "плафон-2.jpg"]
    for it in files:
        assert len(house.blobs.get(house.sample.ws, it.blob)) == it.size
    assert {it.sha256 for it in house.all(Blob)} == {it.blob for it in files}


def test_unread_is_what_the_picture_shows_in_bold(house: SampleHouse) -> None:
    marks = {it.conversation_id: it.seq for it in house.all(ReadMark) if it.user_id == house.sample.user_id}
    heads: dict[UUID, int] = {}
    for entry in house.all(LogEntry):
        if entry.author_kind is AuthorKind.CUSTOMER:
            heads[entry.conversation_id] = max(heads.get(entry.conversation_id, 0), entry.seq)
    people = by_id(house, Customer)
    mine = [it for it in conversations(house) if it.assignee_id == house.sample.user_id and it.status in ACTIVE]
    unread = {people[it.customer_id].name for it in mine if heads.get(it.id, 0) > marks.get(it.id, 0)}
    assert unread == {"Тимур Гайсин", "ООО «Вектор-Строй»", "Ольга Дёмина"}


def test_inboxes_of_a_trial_take_mail_and_chat(house: SampleHouse) -> None:
    inboxes: dict[Channel, Any] = {it.channel: it for it in house.all(Inbox)}
    assert inboxes[Channel.EMAIL].address == house.sample.mail_address == "help@domisvet.example"
    assert inboxes[Channel.CHAT].address == house.sample.chat_slug == "domisvet"
    assert any(it.name == "ООО «Вектор-Строй»" for it in house.all(Organisation))


def pulled(house: SampleHouse, user_id: UUID) -> list[PullAnswer]:
    ws = house.sample.ws
    with house.database.write() as session:
        session.add(SyncClient(ws=ws, client_id=CLIENT, user_id=user_id, last_mid=0, schema=SCHEMA, seen_at=NOW))
        session.commit()
    puller = Puller(house.database, house.clock, EPOCH)
    pages: list[PullAnswer] = []
    cursor = None
    while not pages or pages[-1].more:
        request = PullRequest(proto=PROTO, schema=SCHEMA, client=CLIENT, cursor=cursor, max_rows=300)
        pages.append(puller.answer(Bearer(ws, user_id, CLIENT, 0.0), request))
        cursor = pages[-1].cursor
    return pages


def test_a_first_pull_brings_the_operator_everything_that_is_granted(second_house: SampleHouse) -> None:
    house = second_house
    puts = [op for page in pulled(house, house.sample.user_id) for op in page.ops if op[0] == "put"]
    with house.database.read() as session:
        feeds = granted(session, house.sample.ws, house.sample.user_id)
    queues = {row.id for row in house.all(Queue)}
    assert {f"q:{it}" for it in queues} <= feeds
    assert {op[1] for op in puts} <= feeds
    got = {(op[2], str(op[3].get("id", op[3].get("entry_id")))) for op in puts}
    young = [it for it in conversations(house) if it.closed_at is None or NOW - it.closed_at < timedelta(days=180)]
    assert {it for kind, it in got if kind == "conversation"} == {str(it.id) for it in young}
    assert {it for kind, it in got if kind == "customer"} == {str(it.customer_id) for it in young}
    no_mailbox, nothing_said_or_done = {"inbox_state"}, {"sender_rule", "notice", "draft", "saved_view"}
    not_yet = no_mailbox | nothing_said_or_done | {"later_message", "handling_time"}
    assert {kind for kind, _ in got} == set(KINDS) - not_yet
