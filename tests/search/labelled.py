"""What people look for in a small shop's conversations, and what is right to find; written before the index was.

A query's answer is the whole set of conversations that are right: one too many is as wrong as one too few.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

FIRST = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """A customer; phones as the customer wrote them, orders by number."""

    key: str
    name: str
    mail: str = ""
    phone: str = ""
    orders: tuple[str, ...] = ()
    company: str = ""


@dataclass(frozen=True)
class Talk:
    """A conversation. A message is ``in``, ``out`` or ``note`` and its text; ``day`` after the first."""

    key: str
    number: int
    person: str
    subject: str
    messages: tuple[tuple[str, str], ...]
    day: int
    queue: str = "Доставка"
    status: str = "open"
    channel: str = "email"
    tags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        """When it began."""
        return FIRST + timedelta(days=self.day)


@dataclass(frozen=True)
class Query:
    """What is typed and the keys of all that is right."""

    typed: str
    right: frozenset[str] = field(default_factory=frozenset)


PEOPLE = (
    Person("sokolova", "Марина Соколова", "marina.sokolova@example.com", "+7 917 555-32-08", ("48-20917", "48-19302")),
    Person("sokolov", "Пётр Соколов", "p.sokolov@mail.example", "8 (495) 123-45-67"),
    Person("korolyov", "Семён Королёв", "korolyov@example.org", "+79031112233", ("48-20655",)),
    Person("kim", "Анна Ким", "kim.anna@example.net", "+7 (921) 900 10 20"),
    Person("clarke", "Emma Clarke", "emma.clarke@example.co.uk", "+44 20 7946 0018", ("EX-77120",)),
    Person("schmidt", "Olga Schmidt", "o.schmidt@example.de", "+49 30 901820"),
    Person("goncharova", "Анна Гончарова", "goncharova@example.com", "89165557788"),
    Person("karimov", "Rashid Karimov", "rashid@example.uz", "+998 90 123 45 67"),
    Person("vector", "Игорь Лапин", "lapin@vector.example", "+7 495 777-00-11", company="ООО «Вектор-Строй»"),
    Person("zhukov", "Юрий Жуков", "yuri.zhukov@example.com", "+7 999 000-44-10"),
)

TALKS = (
    Talk(
        "shade", 1204, "sokolova", "Замена плафона, заказ 48-20917",
        (
            ("in", "Здравствуйте! Курьер приехал в 20:40, а на плафоне «Полярис» трещина. Прошу заменить."),
            ("note", "Плафоны есть на складе Казань-2, три штуки, отложил один."),
            ("out", "Марина Андреевна, новый плафон курьер привезёт сегодня."),
        ),
        60, tags=("Брак",), files=("плафон-1.jpg",),
    ),
    Talk(
        "dimmer", 1180, "sokolova", "Подбор диммера",
        (("in", "Подойдёт ли диммер «Ритм» к светодиодным лампам?"), ("out", "Да, подойдёт: до 150 ватт.")),
        10, queue="Техподдержка", status="resolved", channel="chat",
    ),
    Talk(
        "refund", 1190, "sokolov", "Возврат денег",
        (("in", "Верните, пожалуйста, деньги на карту: люстру я сдал в магазин неделю назад."),),
        30, queue="Возврат и гарантия",
    ),
    Talk(
        "late", 1201, "korolyov", "Где мой заказ 48-20655?",
        (
            ("in", "Обещали привезти ёлочную гирлянду вчера. Курьера не было."),
            ("out", "Курьер выехал, будет до 18:00."),
        ),
        58, channel="chat", status="waiting_customer",
    ),
    Talk(
        "assembly", 1150, "kim", "Сборка стола",
        (("in", "Мастер собрал стол, но одна ножка шатается. Нужен ремонт."),),
        5, queue="Техподдержка", status="closed",
    ),
    Talk(
        "parcel", 1195, "clarke", "Parcel EX-77120 has not arrived",
        (
            ("in", "Hello, the courier was supposed to deliver two lamps on Friday. Nothing arrived."),
            ("out", "Dear Emma, I am sorry. The delivery is rescheduled for Monday."),
        ),
        45,
    ),
    Talk(
        "invoice", 1170, "schmidt", "Invoice for October",
        (("in", "Could you send me the invoices for two chandeliers? My address has changed."),),
        20, queue="Счета и оплата", status="resolved",
    ),
    Talk(
        "warranty", 1199, "goncharova", "Гарантия на светильник",
        (("in", "Светильник перестал включаться через месяц. Есть гарантийный талон и чек."),),
        55, queue="Возврат и гарантия", tags=("Брак", "Срочно"), files=("чек.pdf",),
    ),
    Talk(
        "english", 1198, "karimov", "Invoice in English, please",
        (("in", "Thank you, that is exactly what I needed. Please send the invoice in English."),),
        54, queue="Счета и оплата", channel="chat",
    ),
    Talk(
        "act", 1203, "vector", "Счёт № 3391: нужен акт сверки",
        (("in", "Коллеги, добрый день. Просим прислать акт сверки за третий квартал, ИНН 7701234567."),),
        59, queue="Счета и оплата", tags=("Документы",),
    ),
    Talk(
        "switch", 1185, "zhukov", "Сломался выключатель",
        (
            ("in", "Выключатель искрит! Мой номер 8-999-000-44-10, позвоните после шести."),
            ("out", "Юрий, мастер придёт завтра. Ничего не трогайте."),
        ),
        25, queue="Техподдержка", tags=("Срочно",),
    ),
    Talk(
        "thanks", 1188, "zhukov", "Спасибо",
        (("in", "Мастер всё починил, спасибо! Тёплый свет, как и хотели."),),
        28, queue="Техподдержка", status="resolved",
    ),
)  # fmt: skip


def _of(typed: str, *right: str) -> Query:
    return Query(typed, frozenset(right))


QUERIES = (
    # words in any form
    _of("плафоны", "shade"),
    _of("плафону трещины", "shade"),
    _of("курьеры", "shade", "late"),
    _of("вернуть деньги", "refund"),
    _of("люстра", "refund"),
    _of("invoice", "invoice", "english"),
    _of("invoices", "invoice", "english"),
    _of("deliveries", "parcel"),
    _of("lamp", "parcel"),
    _of("лампа", "dimmer"),
    _of("гарантии", "warranty"),
    _of("ножки", "assembly"),
    _of("мастера", "assembly", "switch", "thanks"),
    _of("ПЛАФОН", "shade"),
    # ё and е
    _of("королев", "late"),
    _of("Королёв", "late"),
    _of("елочная", "late"),
    _of("теплый", "thanks"),
    _of("счет", "act"),
    # beginnings of words, as one types
    _of("диммер", "dimmer"),
    _of("димм", "dimmer"),
    _of("выключ", "switch"),
    _of("chandel", "invoice"),
    # names, in any case and order
    _of("соколова", "shade", "dimmer"),
    _of("Марина Соколова", "shade", "dimmer"),
    _of("соколова марина", "shade", "dimmer"),
    _of("соколовой", "shade", "dimmer"),
    _of("clarke", "parcel"),
    _of("вектор-строй", "act"),
    _of("вектор", "act"),
    # the wrong layout
    _of("gkfajy", "shade"),
    _of("cjrjkjdf vfhbyf", "shade", "dimmer"),
    _of("сдфклу", "parcel"),
    _of("bydjqc"),
    # transliterated
    _of("sokolova", "shade", "dimmer"),
    _of("korolev", "late"),
    _of("korolyov", "late"),
    _of("zhukov", "switch", "thanks"),
    _of("goncharova", "warranty"),
    _of("каримов", "english"),
    _of("шмидт", "invoice"),
    # misspelt names
    _of("гончерова", "warranty"),
    _of("каралёв", "late"),
    _of("clark", "parcel"),
    _of("shmidt", "invoice"),
    # numbers
    _of("48-20917", "shade"),
    _of("20917", "shade"),
    _of("заказ 48-20655", "late"),
    _of("EX-77120", "parcel"),
    _of("ex77120", "parcel"),
    _of("1204", "shade"),
    _of("№ 1204", "shade"),
    _of("#1204", "shade"),
    _of("3391", "act"),
    _of("7701234567", "act"),
    # phones in any form, or their last digits
    _of("+7 917 555-32-08", "shade", "dimmer"),
    _of("89175553208", "shade", "dimmer"),
    _of("8 (917) 555 32 08", "shade", "dimmer"),
    _of("3208", "shade", "dimmer"),
    _of("555-32-08", "shade", "dimmer"),
    _of("32-08", "shade", "dimmer"),
    _of("89990004410", "switch", "thanks"),
    _of("+7 999 000 44 10", "switch", "thanks"),
    _of("4410", "switch", "thanks"),
    _of("02079460018", "parcel"),
    # addresses
    _of("marina.sokolova@example.com", "shade", "dimmer"),
    _of("lapin@vector.example", "act"),
    _of("rashid@example.uz", "english"),
    # files
    _of("плафон-1.jpg", "shade"),
    _of("чек.pdf", "warranty"),
    # several words narrow
    _of("соколова диммер", "dimmer"),
    _of("соколова курьер", "shade"),
    _of("мастер стол", "assembly"),
    _of("соколова сборка"),
    _of("клавесин"),
    _of("harpsichord"),
    # filters
    _of("from:соколова", "shade", "dimmer"),
    _of("от:соколова плафон", "shade"),
    _of("queue:доставка курьер", "shade", "late"),
    _of("очередь:техподдержка мастер", "assembly", "switch", "thanks"),
    _of('queue:"Счета и оплата" invoice', "invoice", "english"),
    _of("tag:срочно", "warranty", "switch"),
    _of("метка:брак", "shade", "warranty"),
    _of("channel:chat", "dimmer", "late", "english"),
    _of("канал:чат курьер", "late"),
    _of("status:closed", "assembly"),
    _of("статус:решено мастер", "thanks"),
    _of("before:2026-09-10 мастер", "assembly"),
    _of("до:10.09.2026", "assembly"),
    _of("after:2026-10-28 курьер", "shade", "late"),
    _of("после:25.10.2026 from:гончарова", "warranty"),
    _of("from:clarke before:2026-09-01"),
)
