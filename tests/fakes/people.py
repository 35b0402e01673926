"""The people and conversations of the mock-ups: what the fake desk shows at 14:32 in Moscow on 12 November 2026."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from app.client.block import NO_FIELDS, FieldsRow
from app.client.customer_row import CustomerCard, HistoryRow, IdentityRow, OrderRow, PreferenceRow, PromiseRow
from app.client.row import EntryRow, FileRow, OutgoingFile, QueueRow, TemplateRow, TextFile, UserRow
from app.commands.customer import EditCustomer, SetOrganisation, StatePreference
from app.commands.identity import AddIdentity, RemoveIdentity
from app.commands.redaction import Redact, SetHold
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.erasure import NOTHING
from app.domain.status import Kind, Status

NOW = datetime(2026, 11, 12, 11, 32, tzinfo=UTC)
"""14:32 in Moscow."""

_NAMESPACE = UUID("0d5c0000-0000-5000-8000-000000000001")


def fake_id(*parts: object) -> UUID:
    """The same id for the same words in every run."""
    return _id_of("/".join(str(part) for part in parts))


@cache
def _id_of(words: str) -> UUID:
    return uuid5(_NAMESPACE, words)


def at(clock: str, *, days: int = 0) -> datetime:
    """An instant of the mock-up's day (or ``days`` before) by its Moscow wall clock."""
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(2026, 11, 12, tzinfo=UTC) + timedelta(days=-days, hours=hour - 3, minutes=minute)


ME = UserRow(fake_id("user", "anna"), "Анна Ким")
OLEG = UserRow(fake_id("user", "oleg"), "Олег Титов")
USERS = (ME, UserRow(fake_id("user", "denis"), "Денис Орлов"), OLEG, UserRow(fake_id("user", "jane"), "Jane Miller"))
SERVER_ID, WS = fake_id("server"), fake_id("workspace")


def _queue(code: str, ru: str, en: str, icon: str) -> QueueRow:
    return QueueRow(fake_id("queue", code), ru, {"ru": ru, "en": en}, icon)


DELIVERY = _queue("delivery", "Доставка", "Delivery", "truck")
RETURNS = _queue("returns", "Возврат и гарантия", "Returns, warranty", "rotate-ccw")
BILLING = _queue("billing", "Счета и оплата", "Billing", "receipt")
SUPPORT = _queue("support", "Техподдержка", "Support", "wrench")
SOCIAL = _queue("social", "Соцсети", "Social", "hash")
QUEUES = (DELIVERY, RETURNS, BILLING, SUPPORT, SOCIAL)
INBOX_OF = {
    Channel.EMAIL: ("Почта", "help@domisvet.example"),
    Channel.CHAT: ("Чат на сайте", "shop"),
    Channel.PHONE: ("Телефон", "+78435550144"),
    Channel.TELEGRAM: ("Telegram", "domisvet_bot"),
    Channel.SOCIAL: ("Соцсети", "domisvet"),
}
TEMPLATES = (
    TemplateRow(fake_id("template", 1), "Замена принята", "Замену оформили. Курьер позвонит за час.", "ru", ""),
    TemplateRow(
        fake_id("template", 2), "Счёт и акт", "Акт сверки во вложении.", "ru", "email",
        files=(TextFile(OutgoingFile(fake_id("file", 90), "Акт сверки.pdf", "application/pdf", 48_213, "a9" * 32)),),
    ),
    TemplateRow(fake_id("template", 3), "Thanks for waiting", "Thank you for waiting. Here is what I found.", "en", ""),
)  # fmt: skip


@dataclass
class Talk:
    """A conversation of the fake desk, changeable; the desk turns it into rows."""

    id: UUID
    number: int | None
    customer: CustomerCard
    subject: str
    channel: Channel
    queue: QueueRow
    status: Status
    assignee: UserRow | None
    kind: Kind = Kind.QUESTION
    status_rev: int = 3
    reply_due_at: datetime | None = None
    waiting_since: datetime | None = None
    promise_text: str = ""
    promise_due_at: datetime | None = None
    tags: tuple[str, ...] = ()
    machine: str = ""
    follow_up_at: datetime | None = None
    entries: list[EntryRow] = field(default_factory=list)
    read_seq: int = 1_000
    draft: str = ""
    note_draft: str = ""
    log_ahead: int = 0
    missing: int = 0
    fields: FieldsRow = NO_FIELDS
    merged_into: UUID | None = None
    before_merge: Status | None = None
    moved: frozenset[UUID] = frozenset()


def _person(code: str, name: str, *, city: str = "", locale: str = "ru", **more: Any) -> CustomerCard:
    return CustomerCard(
        fake_id("customer", code),
        name,
        more.pop("header_name", name),
        locale,
        city,
        more.pop("since", at("12:00", days=400)),
        more.pop("vip", False),
        more.pop("organisation", ""),
        more.pop("timezone", ""),
        more.pop("offset", 180),
        more.pop("facts", {}),
        **more,
    )


MARINA = _person(
    "marina",
    "Марина Соколова",
    city="Казань",
    header_name="СОКОЛОВА МАРИНА АНДРЕЕВНА",
    since=datetime(2019, 3, 2, tzinfo=UTC),
    vip=True,
    timezone="Europe/Moscow",
    facts={"nps": [7, 8, 8, 7, 6, 8, 9], "csat": [4.7, 4.8, 4.6, 4.4, 4.5, 4.6], "orders": 14},
    addresses=((Channel.EMAIL, "m.sokolova@example.org"), (Channel.CHAT, "сайт"), (Channel.PHONE, "+7 917 555-32-08")),
    preferences=(
        PreferenceRow("call_me", "Марина Андреевна", "звонок № 1180", True, 1.0, at("12:00", days=40)),
        PreferenceRow("address_form", "formal", "звонок № 1180", True, 1.0, at("12:00", days=40)),
        PreferenceRow("channel", "чат или письмо, без звонков", "чат 3 ноября", True, 1.0, at("12:00", days=9)),
        PreferenceRow("time", "после 18:00", "звонок 12 ноября", False, 0.8, at("10:21")),
    ),
    orders=(
        OrderRow("48-20917", "Светильник «Полярис», 2 шт.", 1_248_000, "RUB", "delivered", at("20:40", days=1)),
        OrderRow("48-19302", "Диммер «Ритм»", 219_000, "RUB", "delivered", at("15:00", days=86)),
    ),
    promises=(
        PromiseRow(
            fake_id("promise", "marina"),
            "Назвать дату замены",
            at("15:00"),
            "open",
            None,
            fake_id("conversation", 1204),
        ),
        PromiseRow(
            fake_id("promise", 2),
            "Вернуть разницу",
            at("18:00", days=30),
            "kept",
            at("17:00", days=30),
            fake_id("conversation", 1007),
        ),
    ),
)
TIMUR = _person("timur", "Тимур Гайсин", city="Казань", addresses=((Channel.PHONE, "+7 917 555-44-10"),))
VECTOR = _person("vector", "ООО «Вектор-Строй»", city="Самара", offset=240, organisation="ООО «Вектор-Строй»", vip=True)
IGOR = _person("igor", "Игорь Лапин", city="Москва")
ZARINA = _person("zarina", "Зарина Ахметова", city="Уфа", offset=300)
SVETLANA = _person("svetlana", "Светлана Юдина", city="Пермь", offset=300)
OLGA = _person("olga", "Ольга Дёмина", city="Тверь")
RASHID = _person("rashid", "Rashid Karimov", city="Tashkent", locale="en", offset=300)
PAVEL = _person("pavel", "Павел Носов", city="Москва")
LARISA = _person("larisa", "Лариса Мохова", city="Казань")
EMMA = _person("emma", "Emma Clarke", city="London", locale="en", offset=0, timezone="Europe/London")
UNKNOWN = _person("unknown", "maria.ivanova@example.net", header_name="", since=None, offset=None, first_contact=True)
ROBOT = _person("robot", "Mail Delivery System", header_name="MAILER-DAEMON", since=None, offset=None)


class Writer:
    """Appends entries to a talk with the next ``seq``."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk

    def add(self, kind: EntryKind, when: datetime, payload: dict[str, Any], by: UserRow | None = None) -> "Writer":
        talk, seq = self.talk, len(self.talk.entries) + 1
        author_kind, name = AuthorKind.USER, by.name if by else ""
        if kind is EntryKind.MESSAGE_IN or (kind in {EntryKind.CALL, EntryKind.SURVEY} and by is None):
            author_kind, name = AuthorKind.CUSTOMER, talk.customer.name
        elif by is None:
            author_kind = AuthorKind.SYSTEM
        entry_id = fake_id("entry", talk.number, seq)
        delivery = DeliveryState.DELIVERED if kind is EntryKind.MESSAGE_OUT else None
        row = EntryRow(entry_id, talk.id, talk.number, seq, kind, author_kind, name, when, payload, delivery=delivery)
        talk.entries.append(row)
        return self

    def said(self, clock: str, text: str, channel: Channel | None = None, *, days: int = 0) -> "Writer":
        payload: dict[str, Any] = {"channel": (channel or self.talk.channel).value, "text": text}
        if payload["channel"] == "email":
            payload |= {"subject": self.talk.subject, "from": self.talk.customer.name, "to": "help@domisvet.example"}
        return self.add(EntryKind.MESSAGE_IN, at(clock, days=days), payload)

    def answered(self, clock: str, text: str, by: UserRow = ME) -> "Writer":
        payload = {"channel": self.talk.channel.value, "text": text}
        return self.add(EntryKind.MESSAGE_OUT, at(clock), payload, by)


def _talk(number: int, customer: CustomerCard, subject: str, channel: Channel, queue: QueueRow, **more: Any) -> Talk:
    more.setdefault("status", Status.OPEN)
    more.setdefault("assignee", ME)
    return Talk(fake_id("conversation", number), number, customer, subject, channel, queue, **more)


def _marina() -> Talk:
    talk = _talk(1204, MARINA, "Замена плафона, заказ 48-20917", Channel.CHAT, DELIVERY, kind=Kind.CLAIM)
    talk.reply_due_at, talk.waiting_since, talk.tags = NOW + timedelta(minutes=22), at("14:28"), ("Брак",)
    talk.promise_text, talk.promise_due_at = "Назвать дату замены", at("15:00")
    write = Writer(talk)
    survey = {"score": 4, "of": 5, "text": "Всё хорошо, но ответа ждала два дня", "number": 1180}
    write.add(EntryKind.SURVEY, at("12:00", days=9), survey)
    write.said(
        "10:04",
        "Здравствуйте! Заказ обещали привезти 11 ноября до 18:00, курьер приехал в 20:40, а на плафоне «Полярис» "
        "трещина. Прошу заменить, деньги возвращать не нужно.",
        Channel.EMAIL,
    )
    first = talk.entries[-1]
    files = tuple(
        FileRow(fake_id("file", n), f"плафон-{n}.jpg", "image/jpeg", size, f"{n:064x}", "", False, False)
        for n, size in ((1, 1_258_291), (2, 943_718))
    )
    talk.entries[-1] = EntryRow(
        first.entry_id, talk.id, 1204, first.seq, first.kind, first.author_kind, first.author_name, first.at,
        first.payload, files=files,
    )  # fmt: skip
    write.add(EntryKind.ASSIGNED, at("10:06"), {"to": str(ME.id)})
    call = "Трещину подтвердила. Согласна на замену. Удобно после 18:00, звонить не нужно — лучше написать."
    write.add(EntryKind.CALL, at("10:21"), {"direction": "out", "seconds": 252, "text": call}, ME)
    promise = {"promise_id": str(fake_id("promise", "marina")), "text": "Назвать дату замены"}
    promise |= {"due_at": at("15:00").isoformat(), "state": "open"}
    write.add(EntryKind.PROMISE, at("10:26"), promise, ME)
    note = "Плафон есть на Казань-2, 3 шт. @Анна, отложил один, курьер поедет с 18:30."
    write.add(EntryKind.NOTE, at("14:06"), {"text": note}, OLEG)
    write.said("14:28", "Добрый день! Есть новости по замене? Сегодня буду дома после шести.")
    return talk


def _waiting(talk: Talk, minutes: int, since: str) -> Talk:
    talk.reply_due_at, talk.waiting_since = NOW + timedelta(minutes=minutes), at(since)
    return talk


def _active() -> list[Talk]:
    timur = _waiting(_talk(1211, TIMUR, "Пропущенный звонок · 0:41 в очереди", Channel.PHONE, DELIVERY), 5, "14:25")
    timur.status, timur.read_seq = Status.NEW, 0
    missed = {"direction": "missed", "seconds": 41, "text": "Перезвонить: +7 917 ••• 44-10"}
    Writer(timur).add(EntryKind.CALL, at("14:25"), missed)
    vector = _waiting(_talk(1209, VECTOR, "Счёт № 3391: нужен акт сверки", Channel.EMAIL, BILLING), 100, "14:11")
    vector.read_seq, vector.kind = 0, Kind.REQUEST
    Writer(vector).said(
        "14:11",
        "Коллеги, добрый день. Просим выслать акт сверки по счёту № 3391.\n\nС уважением,\nЕлена Прокофьева\n"
        "ООО «Вектор-Строй»\n\n> 10 ноября вы писали:\n> Счёт № 3391 оплачен частично.",
    )
    igor = _waiting(_talk(1206, IGOR, "Не подходит цоколь у лампы", Channel.EMAIL, SUPPORT), 48, "13:52")
    igor.draft = "Игорь, спасибо за фото. По нему видно, что нужен цоколь GU10."
    Writer(igor).said("13:52", "Здравствуйте. Лампа не встаёт в светильник, фото приложил.")
    svetlana = _waiting(_talk(1199, SVETLANA, "Сломался выключатель, гарантия", Channel.PHONE, RETURNS), 400, "13:15")
    svetlana.promise_text, svetlana.promise_due_at = "обещан звонок к 15:00", at("15:00")
    Writer(svetlana).add(EntryKind.CALL, at("13:15"), {"direction": "in", "seconds": 180, "text": "Щёлкает и греется."})
    olga = _waiting(_talk(1197, OLGA, "Отзыв: «Люстра пришла без крепежа»", Channel.SOCIAL, SOCIAL), -6, "12:58")
    olga.read_seq, olga.kind = 0, Kind.COMPLAINT
    Writer(olga).said("12:58", "Разместила отзыв в группе, 3 комментария. Крепежа в коробке нет!")
    return [timur, vector, igor, svetlana, olga]


def _calm() -> list[Talk]:
    zarina = _talk(1203, ZARINA, "Перенести доставку на субботу", Channel.TELEGRAM, DELIVERY)
    zarina.status = Status.WAITING_CUSTOMER
    Writer(zarina).said("13:31", "Можно перенести доставку на субботу?").answered(
        "13:40", "Готово, ждём вас в субботу с 10 до 14."
    )
    rashid = _talk(1195, RASHID, "Invoice in English, please", Channel.CHAT, BILLING, status=Status.WAITING_CUSTOMER)
    Writer(rashid).said("12:20", "Could you send the invoice in English?").answered(
        "12:26", "Certainly, here it is."
    ).said("12:30", "Thank you, that is exactly what I needed.")
    pavel = _talk(1190, PAVEL, "Вопрос по диммеру «Ритм»", Channel.EMAIL, SUPPORT, status=Status.RESOLVED)
    Writer(pavel).said("11:02", "Подойдёт ли диммер к лампам 7 Вт?").answered("11:30", "Да, до 150 Вт.").add(
        EntryKind.SURVEY, at("11:47"), {"score": 5, "of": 5, "text": "всё чётко"}
    )
    larisa = _talk(1188, LARISA, "Где мой заказ 48-20655?", Channel.TELEGRAM, DELIVERY, status=Status.RESOLVED)
    Writer(larisa).said("11:00", "Где мой заказ?").answered("11:05", "Курьер будет через час.").said(
        "11:20", "Курьер позвонил, всё хорошо"
    )
    return [zarina, rashid, pavel, larisa]


def _unassigned() -> list[Talk]:
    emma = _waiting(_talk(1212, EMMA, "Which dimmer fits an old lamp?", Channel.EMAIL, SUPPORT), 55, "14:27")
    emma.assignee, emma.status, emma.read_seq = None, Status.NEW, 0
    Writer(emma).said("14:27", "Hello,\n\nI have a lamp from 1998. Which dimmer would fit it?\n\nBest wishes,\nEmma")
    unknown = _waiting(_talk(1213, UNKNOWN, "вопрос", Channel.EMAIL, DELIVERY), 58, "14:30")
    unknown.assignee, unknown.status, unknown.read_seq = None, Status.NEW, 0
    Writer(unknown).said("14:30", "Сколько стоит доставка в Иннополис?")
    robot = _talk(1208, ROBOT, "Undelivered Mail Returned to Sender", Channel.EMAIL, DELIVERY, machine="bounce")
    robot.assignee, robot.status, robot.read_seq = None, Status.NEW, 0
    Writer(robot).said("14:02", "This is the mail system. I could not deliver your message.")
    return [emma, unknown, robot]


def talks() -> list[Talk]:
    """Fourteen conversations: ten of Anna's, three of nobody's, and Marina's solved one of 3 November."""
    past = _talk(1180, MARINA, "Срок доставки", Channel.EMAIL, DELIVERY, status=Status.CLOSED)
    Writer(past).said("09:12", "Когда доставят заказ?", days=10)
    return [_marina(), *_active(), *_calm(), *_unassigned(), past]


def history(talk: Talk) -> HistoryRow:
    """The talk as one line of the customer's history."""
    last = talk.entries[-1].at
    return HistoryRow(talk.id, talk.number, talk.subject, talk.channel, talk.status, last, last)


def known(customer: CustomerCard, command: object, now: datetime) -> CustomerCard:
    """What a person wrote down of a customer."""
    match command:
        case EditCustomer(name=name, city=city, vip=vip):
            given = {"name": name, "header_name": name, "city": city, "vip": vip}
            return replace(customer, **{key: value for key, value in given.items() if value is not None})
        case SetOrganisation(organisation_id=organisation_id, name=name):
            return replace(customer, organisation=name if organisation_id else "")
        case StatePreference(key=key, value=value, source=source):
            others = tuple(it for it in customer.preferences if it.key != key)
            row = PreferenceRow(key, value, source, True, 1.0, now)
            return replace(customer, preferences=(*others, row) if value else others)
        case AddIdentity(identity_id=identity_id, channel=channel, value=value):
            return replace(customer, identities=(*customer.identities, IdentityRow(identity_id, channel, value, True)))
        case RemoveIdentity(identity_id=identity_id):
            return replace(customer, identities=tuple(it for it in customer.identities if it.id != identity_id))
        case SetHold(on=on, reason=reason):
            return replace(customer, legal_hold=on, hold_reason=reason if on else "")
        case Redact():
            return replace(customer, name=NOTHING, header_name=NOTHING, addresses=(), identities=(), erased=True)
        case _:
            return customer
