"""Reads of the screens over the cache, and that the hot ones use an index."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from app.client.block import Place, Stretch
from app.client.handover import HandoverRow
from app.client.relation import RelationKind
from app.client.store.codec import marks
from app.client.store.database import open_writer
from app.client.store.queries import conversation_list, handover, notice, passed_on, stretch, timeline
from app.client.store.queries.customer import utc_offset
from app.client.store.queries.screen import ScreenQueries
from app.client.store.search import fold, words
from app.client.view import Mark, Only, Tab, View, ViewKind
from app.commands.handover import handover_id
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.notice import NoticeKind
from app.domain.role import RoleCode
from app.domain.status import Priority, Status
from app.model.conversation import Attachment, Delivery, Promise, ReadMark, Tag, Template
from app.model.customer import Identity, Order, Organisation, Preference
from app.model.later_message import LaterMessage
from app.model.notice import Notice
from app.model.workspace import Inbox, QueueTeam, Role, Team, TeamMember, User, UserRole
from app.protocol.pull import LogSlice
from tests.builders.wire import ME, QUEUE, START, WS, apply, conversation, customer, entry, log, plain, put, queue
from tests.unit.client.conftest import Store

PERSON, TALK, PAST, COMPANY = (UUID(int=n) for n in (70, 700, 701, 90))
OTHER_QUEUE, TEAM, INBOX, TAG, PROMISE = (UUID(int=n) for n in (4, 5, 6, 7, 8))


def of(model: type, row_id: int, **values: object) -> list[object]:
    return put(model.__tablename__, plain(model(ws=WS, id=UUID(int=row_id), **values)))


@pytest.fixture
def desk(store: Store) -> Store:
    talk = conversation(
        TALK, PERSON, log_head=2, assignee_id=ME, inbox_id=INBOX, tag_ids=[str(TAG)],
        reply_due_at=START + timedelta(minutes=30), promise_due_at=START + timedelta(minutes=20),
    )  # fmt: skip
    entry_id = UUID(int=TALK.int * 100_000 + 1)
    delivery = Delivery(
        ws=WS, entry_id=entry_id, conversation_id=TALK, state=DeliveryState.FAILED, reason="550", at=START
    )
    apply(
        store.cache,
        put("queue", queue(), "w"),
        put("queue", queue(OTHER_QUEUE, "Соцсети"), "w"),
        of(Team, 5, name="Смена"),
        of(TeamMember, 51, team_id=TEAM, user_id=ME),
        of(QueueTeam, 52, queue_id=QUEUE, team_id=TEAM),
        of(User, 2, name="Анна Ким"),
        of(User, 21, name="Никто", active=False),
        of(Inbox, 6, name="Чат", channel=Channel.CHAT, address="shop", queue_id=QUEUE),
        of(Tag, 7, name="Брак"),
        of(Template, 61, title="Привет", body="Здравствуйте!"),
        of(Organisation, 90, name="Вектор", vip=True),
        put("customer", customer(PERSON, "Алёна Дёмина", organisation_id=COMPANY, timezone="Asia/Yekaterinburg")),
        of(Identity, 71, customer_id=PERSON, channel=Channel.PHONE, value="+79175553208", display="+7 917 555-32-08"),
        of(Preference, 72, customer_id=PERSON, key="call_me", value="Алёна", source="чат", at=START),
        of(Order, 73, customer_id=PERSON, number="48-1", title="Люстра", at=START),
        of(Promise, 8, customer_id=PERSON, conversation_id=TALK, text="Позвонить", made_at=START, due_at=START),
        put("conversation", talk),
        put("conversation", conversation(PAST, PERSON, status=Status.RESOLVED, subject="Старое", log_head=1)),
        put("delivery", plain(delivery)),
        of(Attachment, 74, conversation_id=TALK, entry_id=entry_id, name="1.jpg", content_type="image/jpeg",
           size=3, blob="ab"),
        logs=log(TALK, 1, 2) | log(PAST, 1, 1),
    )  # fmt: skip
    return store


def test_the_card_and_row_of_a_conversation_tell_everything_the_header_shows(desk: Store):
    card = desk.queries.card(TALK)
    assert card is not None
    assert (card.queue_name, card.assignee_name, card.tags) == ("Доставка", "Анна Ким", ("Брак",))
    assert (card.inbox_name, card.inbox_address, card.seen_seq, card.log_head) == ("Чат", "shop", 2, 2)
    row = card.row
    assert (row.customer_name, row.vip, row.promise_text, row.unread) == ("Алёна Дёмина", True, "Позвонить", True)
    assert desk.queries.card(UUID(int=1)) is None


def test_who_was_merged_is_told_from_who_stays(desk: Store):
    gone = UUID(int=79)
    apply(desk.cache, put("customer", customer(gone, "Алёна Д.", merged_into_id=PERSON)))
    assert desk.queries.customer(gone).merged
    assert not desk.queries.customer(PERSON).merged


def test_channels_that_bring_a_customer_nothing_of_ours_are_told(desk: Store):
    unknown = of(Identity, 711, customer_id=PERSON, channel=Channel.EMAIL, value="a@x.example")
    visitor = of(Identity, 712, customer_id=PERSON, channel=Channel.CHAT, value="0190")
    bird = of(Identity, 713, customer_id=PERSON, channel=Channel.TELEGRAM, value="pigeon/masha", display="Маша")
    apply(desk.cache, unknown, visitor, bird)
    missing = {Channel.PHONE, Channel.EMAIL, Channel.TELEGRAM}
    assert desk.queries.customer(PERSON).unconnected == missing
    heard = {"webhook_url": "https://bird.example/hook"}
    other = of(Inbox, 613, name="Bird", channel=Channel.TELEGRAM, address="owl", queue_id=QUEUE, settings=heard)
    mail = of(Inbox, 611, name="Почта", channel=Channel.EMAIL, address="help@x.example", queue_id=QUEUE)
    deaf = of(Inbox, 612, name="Bird", channel=Channel.TELEGRAM, address="pigeon", queue_id=QUEUE)
    apply(desk.cache, other, mail, deaf)
    assert desk.queries.customer(PERSON).unconnected == {Channel.PHONE, Channel.TELEGRAM}
    apply(
        desk.cache, of(Inbox, 614, name="B", channel=Channel.TELEGRAM, address="pigeon", queue_id=QUEUE, settings=heard)
    )
    assert desk.queries.customer(PERSON).unconnected == {Channel.PHONE}


def test_reading_a_conversation_makes_it_read_until_the_customer_writes_again(desk: Store):
    apply(desk.cache, of(ReadMark, 75, user_id=ME, conversation_id=TALK, seq=2))
    assert not desk.queries.conversation_rows([TALK])[0].unread
    apply(desk.cache, put("conversation", conversation(TALK, PERSON, rev=2, log_head=3)))
    assert desk.queries.conversation_rows([TALK])[0].unread  # its text is still on the way


def test_the_list_is_ordered_by_deadline_then_wait_then_newest(desk: Store):
    wait, new, soon = UUID(int=801), UUID(int=802), UUID(int=803)
    apply(
        desk.cache,
        put("conversation", conversation(wait, PERSON, waiting_since=START)),
        put("conversation", conversation(new, PERSON, last_message_at=START + timedelta(hours=2))),
        put("conversation", conversation(soon, PERSON, reply_due_at=START + timedelta(minutes=10))),
        put("conversation", conversation(UUID(int=804), PERSON, status=Status.SPAM)),
    )
    view = View(ViewKind.QUEUE, QUEUE)
    assert desk.queries.conversation_ids(view) == [soon, TALK, wait, new]
    assert desk.queries.conversation_ids(View(ViewKind.QUEUE, QUEUE, Tab.SOLVED)) == [PAST]
    assert desk.queries.conversation_ids(View(ViewKind.QUEUE)) == []
    assert (desk.queries.count(view), desk.queries.count(View(ViewKind.QUEUE, QUEUE, Tab.SOLVED))) == (4, 1)
    rows = desk.queries.conversation_rows([new, UUID(int=1), TALK])
    assert [it.id for it in rows] == [new, TALK]
    counts = {(it.view.kind, it.view.queue_id): (it.total, it.overdue) for it in desk.queries.rail()}
    assert counts[ViewKind.MINE, None] == (1, 0)
    assert counts[ViewKind.UNASSIGNED, None] == (3, 0)
    assert counts[ViewKind.PROMISES, None] == (1, 1)
    assert counts[ViewKind.QUEUE, QUEUE] == (4, 0)


@pytest.mark.parametrize("text", ["алена", "АЛЁНА демина", "плафон", "№ 700", "#700", "дем алён 700", "Ёна"])
def test_the_filter_finds_by_name_subject_and_number_whatever_the_case(desk: Store, text: str):
    assert desk.queries.conversation_ids(View(ViewKind.MINE, filter=text)) == [TALK]
    assert not desk.queries.conversation_ids(View(ViewKind.MINE, filter=text + " несуществующее"))


def test_words_are_folded():
    assert fold("ЁЖ Straße") == "еж strasse"
    assert words("  № 12, Ёж ") == ["12,", "еж"]


def test_the_junk_is_a_place_of_its_own_as_long_as_there_is_any(desk: Store):
    junk, counts = (
        View(ViewKind.JUNK),
        lambda: [it.total for it in desk.queries.rail() if it.view.kind is ViewKind.JUNK],
    )
    assert (desk.queries.conversation_ids(junk), counts()) == ([], [])
    apply(desk.cache, put("conversation", conversation(UUID(int=804), PERSON, status=Status.SPAM)))
    assert (desk.queries.conversation_ids(junk), counts()) == ([UUID(int=804)], [1])


def test_a_word_on_a_sender_takes_along_what_is_open_of_the_same_address_or_domain(desk: Store):
    boss, stranger, other = UUID(int=811), UUID(int=812), UUID(int=813)
    apply(
        desk.cache,
        of(Identity, 81, customer_id=PERSON, channel=Channel.EMAIL, value="news@snab.example"),
        put("customer", customer(boss, "Boss")),
        of(Identity, 82, customer_id=boss, channel=Channel.EMAIL, value="boss@snab.example"),
        put("customer", customer(stranger, "Stranger")),
        of(Identity, 83, customer_id=stranger, channel=Channel.EMAIL, value="x@othersnab.example"),
        put("conversation", conversation(UUID(int=821), PERSON)),
        put("conversation", conversation(UUID(int=822), boss)),
        put("conversation", conversation(UUID(int=823), stranger)),
        put("conversation", conversation(UUID(int=824), PERSON, queue_id=OTHER_QUEUE)),
        put("conversation", conversation(UUID(int=825), PERSON, status=Status.WAITING_CUSTOMER)),
    )
    found = desk.queries.sender(TALK)
    assert (found.address, found.domain) == ("news@snab.example", "snab.example")
    assert found.same_address == (UUID(int=821),)
    assert set(found.same_domain) == {UUID(int=821), UUID(int=822)}
    assert desk.queries.sender(other) is None
    apply(desk.cache, of(Identity, 83, customer_id=stranger, channel=Channel.EMAIL, value="x@gmail.com"))
    shared = desk.queries.sender(UUID(int=823))
    assert (shared.address, shared.domain, shared.same_domain) == ("x@gmail.com", "", ())


def test_a_letter_that_was_passed_on_tells_its_author_and_keeps_its_senders_name_when_they_are_served(desk: Store):
    maria, letter = UUID(int=831), UUID(int=TALK.int * 100_000 + 3)
    passed = {
        "text": "?",
        "from": "Пётр <petr@x.example>",
        "forwarded": {"name": "Мария", "address": "maria@x.example"},
    }
    assert desk.queries.card(TALK).passed_on is None
    apply(
        desk.cache,
        put("conversation", conversation(TALK, PERSON, rev=2, log_head=3)),
        logs={TALK: LogSlice(from_seq=3, entries=[entry(TALK, 3, author_id=PERSON, payload=passed)])},
    )
    found = desk.queries.card(TALK).passed_on
    assert (found.message_id, found.address, found.author_id, found.sender) == (
        letter, "maria@x.example", None, "Алёна Дёмина",
    )  # fmt: skip
    apply(
        desk.cache,
        put("customer", customer(maria, "Мария")),
        of(Identity, 84, customer_id=maria, channel=Channel.EMAIL, value="maria@x.example"),
        put("conversation", conversation(TALK, maria, rev=3, log_head=3)),
    )
    assert desk.queries.card(TALK).passed_on.author_id == maria
    told = {it.entry_id: it.author_name for it in desk.queries.timeline(TALK)}
    assert told[letter] == "Алёна Дёмина"


def test_the_rail_shows_the_queues_of_ones_teams_and_all_to_a_manager(desk: Store):
    assert [it.name for it in desk.queries.queues()] == ["Доставка"]
    apply(
        desk.cache,
        of(Role, 30, code=RoleCode.SERVICE_MANAGER, title=""),
        of(UserRole, 31, user_id=ME, role_id=UUID(int=30)),
    )
    assert [it.name for it in desk.queries.queues()] == ["Доставка", "Соцсети"]
    assert [it.name for it in desk.queries.users()] == ["Анна Ким"]
    assert [it.title for it in desk.queries.templates()] == ["Привет"]


def test_the_timeline_goes_on_from_earlier_requests_to_the_open_one(desk: Store):
    entries = desk.queries.timeline(TALK)
    assert [(it.conversation_id, it.seq) for it in entries] == [(PAST, 1), (TALK, 1), (TALK, 2)]
    letter = entries[1]
    assert (letter.delivery, letter.delivery_reason) == (DeliveryState.FAILED, "550")
    assert [(it.name, it.local) for it in letter.files] == [("1.jpg", False)]
    assert letter.author_name == "Алёна Дёмина"
    assert (letter.kind, letter.author_kind) == (EntryKind.MESSAGE_IN, AuthorKind.CUSTOMER)
    assert [it.conversation_id for it in desk.queries.timeline(PAST)] == [TALK, TALK, PAST]
    assert desk.queries.timeline(TALK, 1)[0].seq == 2
    older = desk.queries.timeline(TALK, 50, Place(TALK, entries[-1].at))
    assert [it.conversation_id for it in older] == [PAST, TALK]
    assert [it.seq for it in desk.queries.timeline(TALK, 50, Place(PAST, entries[-1].at))] == [1]
    assert desk.queries.timeline(TALK, 0) == []
    assert desk.queries.timeline(UUID(int=1)) == desk.queries.blocks(UUID(int=1)) == []


class Meanwhile:
    """A connection beside which somebody writes as soon as the first entries have been read from it."""

    def __init__(self, connection: Any, write: Callable[[], None]) -> None:
        self._connection, self._writes = connection, [write]

    def execute(self, sql: str, *values: Any) -> Any:
        found = self._connection.execute(sql, *values)
        if "FROM log_entry" in sql and self._writes:
            rows = found.fetchall()
            self._writes.pop()()
            return SimpleNamespace(fetchall=lambda: rows)
        return found

    @property
    def in_transaction(self) -> bool:
        return bool(self._connection.in_transaction)


def test_what_is_taken_back_while_a_timeline_is_read_is_read_to_its_end(desk: Store):
    writing = open_writer(desk.files)

    def take_back() -> None:
        writing.execute("DELETE FROM log_entry")

    source = replace(desk.source, connection=Meanwhile(desk.source.connection, take_back))
    assert len(ScreenQueries(source, desk.time.now).timeline(TALK)) == 3
    assert desk.queries.timeline(TALK) == []
    writing.close()


def test_where_an_entry_stands_is_told_and_the_place_some_entries_on(desk: Store):
    entries = desk.queries.timeline(TALK)
    first, end = Place(PAST, entries[0].at), entries[1].at + timedelta(microseconds=1)
    assert desk.queries.stretch(TALK, entries[0].entry_id, 1) == Stretch(first, Place(TALK, end))
    assert desk.queries.timeline(TALK, 50, Place(TALK, end)) == entries[:2]
    assert desk.queries.stretch(TALK, entries[0].entry_id, 3) == Stretch(first, None)
    assert desk.queries.stretch(TALK, entries[2].entry_id, 0) == Stretch(
        Place(TALK, entries[2].at), Place(TALK, entries[2].at + timedelta(microseconds=1))
    )
    assert desk.queries.stretch(TALK, UUID(int=1), 1) is None
    assert desk.queries.stretch(UUID(int=1), entries[0].entry_id, 1) is None


def test_what_is_not_acknowledged_stands_at_the_end_of_its_block(desk: Store):
    desk.cache.change(
        lambda cursor, _touching: cursor.execute(
            "UPDATE log_entry SET seq = NULL WHERE conversation_id = ?", (PAST.bytes,)
        )
    )
    entries = desk.queries.timeline(TALK)
    here, end = desk.queries.stretch(TALK, entries[0].entry_id, 5)
    assert here == Place(PAST, entries[0].at)
    assert desk.queries.timeline(TALK, 50, end) == entries[:1]
    assert desk.queries.stretch(PAST, entries[0].entry_id, 5) == Stretch(here, None)


def test_a_block_says_what_it_is_about_how_it_stands_and_what_of_it_is_not_here(desk: Store):
    changed = conversation(PAST, PERSON, rev=9, log_head=4, number=1180, disposition="refunded", closed_at=START)
    apply(desk.cache, put("conversation", changed))
    past, here = desk.queries.blocks(TALK)
    assert (past.id, past.number, past.disposition, past.missing) == (PAST, 1180, "refunded", 0)
    assert (here.id, here.members) == (TALK, (TALK,))
    other = conversation(UUID(int=702), PERSON, rev=1, log_head=3)
    apply(desk.cache, put("conversation", other))
    assert {it.id: it.missing for it in desk.queries.blocks(TALK)}[UUID(int=702)] == 3


def test_what_was_merged_stands_in_one_block_and_what_was_moved_away_in_none(desk: Store):
    gone = UUID(int=TALK.int * 100_000 + 2)
    apply(
        desk.cache,
        put("conversation", conversation(PAST, PERSON, rev=9, log_head=1, merged_into_id=TALK)),
        put(
            "conversation",
            conversation(
                TALK, PERSON, rev=9, log_head=2, moved_ids=[str(gone)], link_ids=[str(PAST), str(UUID(int=1))]
            ),
        ),
    )
    assert {(it.conversation_id, it.seq) for it in desk.queries.timeline(TALK)} == {(TALK, 1), (PAST, 1)}
    (block,) = desk.queries.blocks(PAST)
    assert (block.id, block.members) == (TALK, (TALK, PAST))
    fields = desk.queries.card(PAST).fields
    assert (fields.merged_into.id, fields.links, fields.priority) == (TALK, (), Priority.NORMAL)
    links = desk.queries.card(TALK).fields.links
    assert [(it.id, it.status is not None) for it in links] == [(PAST, True), (UUID(int=1), False)]


def test_the_bell_tells_of_the_last_seven_days_and_names_what_is_on_this_computer(desk: Store):
    now, old = desk.time.now(), desk.time.now() - timedelta(days=7)
    told = {"user_id": ME, "conversation_id": TALK, "subject_id": TALK}
    touched = apply(
        desk.cache,
        put("queue", queue(), "w"),
        of(User, 22, name="Олег Панин"),
        of(Notice, 91, **told, kind="mention", by_id=UUID(int=22), at=now),
        of(Notice, 92, **told, kind="sla_missed", at=now - timedelta(days=6), seen_at=now),
        of(Notice, 93, **told, kind="sla_missed", at=old),
        of(Notice, 94, **told, kind="of_a_newer_server", at=now),
        of(Notice, 95, **told | {"user_id": UUID(int=22)}, kind="mention", at=now),
        of(Notice, 96, **told | {"conversation_id": UUID(int=1)}, kind="assigned", at=now - timedelta(minutes=1)),
    )
    assert touched.notices
    assert not touched.conversations
    found = desk.queries.notices()
    assert [(it.id.int, it.kind, it.seen) for it in found] == [
        (91, NoticeKind.MENTION, False), (96, NoticeKind.ASSIGNED, False), (92, NoticeKind.SLA_MISSED, True),
    ]  # fmt: skip
    assert (found[0].by, found[0].subject, found[0].customer, found[0].queue) == (
        "Олег Панин", "Замена плафона", "Алёна Дёмина", "Доставка",
    )  # fmt: skip
    assert (found[1].subject, found[1].customer) == ("", "")
    assert "SCAN n" not in explained(desk, notice.NOTICES)


def test_the_customer_panel_tells_who_this_is(desk: Store):
    card = desk.queries.customer(PERSON)
    assert card is not None
    assert (card.organisation, card.vip, card.utc_offset_minutes) == ("Вектор", True, 300)
    assert card.addresses == ((Channel.PHONE, "+7 917 555-32-08"),)
    assert [it.value for it in card.preferences] == ["Алёна"]
    assert [it.number for it in card.orders] == ["48-1"]
    assert [it.text for it in card.promises] == ["Позвонить"]
    assert {it.subject for it in card.history} == {"Старое", "Замена плафона"}
    assert not card.first_contact
    assert desk.queries.customer(UUID(int=1)) is None


def test_local_time_is_the_stated_zones_else_what_was_seen():
    assert utc_offset("Europe/Moscow", 60, START) == 180
    assert utc_offset("Nowhere/At_All", 60, START) == 60
    assert utc_offset("../../etc/passwd", 60, START) == 60
    assert utc_offset("", None, START) is None


def test_files_are_kept_encrypted_and_checked(desk: Store):
    import hashlib

    content = b"a picture"
    sha256 = hashlib.sha256(content).hexdigest()
    blobs = desk.source.blobs.fetched
    assert desk.queries.blob(sha256) is None
    blobs.put(sha256, content)
    assert desk.queries.blob(sha256) == content
    with pytest.raises(ValueError, match="hash"):
        blobs.put(sha256, b"another")
    (path,) = desk.files.blobs.iterdir()
    assert content not in path.read_bytes()
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert blobs.get(sha256) is None
    assert desk.cache.touch_blob("ab").conversations == {TALK}
    assert desk.cache.touch_blob("Сообщение").conversations == {TALK, PAST}


@pytest.mark.parametrize("kind", list(ViewKind))
def test_lists_are_read_through_an_index(desk: Store, kind: ViewKind):
    statements: list[str] = []

    class Spy:
        def execute(self, sql: str, values: object) -> object:
            statements.append(sql)
            return desk.source.connection.execute(sql, values)

    from dataclasses import replace

    conversation_list.conversation_ids(replace(desk.source, connection=Spy()), View(kind, QUEUE), START)
    plan = explained(desk, statements[0])
    assert "SCAN c" not in plan, plan


def test_rows_and_timeline_are_read_through_an_index(desk: Store):
    entries = timeline._ENTRIES.format(marks(3)), stretch.ENTRY, stretch.FURTHER.format(marks(1))
    for sql in (conversation_list._ROWS.format(marks(3)), timeline.NEWEST, *entries):
        plan = explained(desk, sql)
        assert "SCAN" not in plan, plan
    assert "TEMP B-TREE" not in explained(desk, timeline.NEWEST)
    assert "TEMP B-TREE" not in explained(desk, stretch.FURTHER.format(marks(1)))


def test_whether_a_row_is_new_is_asked_of_its_log_only_when_something_came_after_what_was_read(desk: Store):
    desk.cache.change(lambda cursor, _touching: cursor.execute("DELETE FROM log_entry"))
    unread = View(ViewKind.QUEUE, QUEUE, only=Only(marks=frozenset({Mark.UNREAD})))
    assert desk.queries.conversation_rows([TALK])[0].unread  # by its last words: nobody has looked at it
    assert TALK in desk.queries.conversation_ids(unread)
    apply(desk.cache, of(ReadMark, 75, user_id=ME, conversation_id=TALK, seq=1))
    assert not desk.queries.conversation_rows([TALK])[0].unread
    assert TALK not in desk.queries.conversation_ids(unread)


def test_a_row_of_the_list_opens_no_message_and_looks_at_no_other_conversation_s_promises(desk: Store):
    plan = explained(desk, conversation_list._ROWS.format(marks(3)))
    assert "e USING COVERING INDEX ix_log_entry_of_customer (ws=? AND conversation_id=? AND seq>?)" in plan, plan
    assert "q USING INDEX ix_promise_open (ws=? AND conversation_id=?)" in plan, plan
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (timeline.RECEIPT, "ix_log_entry_receipt"),
        (passed_on.LETTER, "ix_log_entry_forwarded"),
        (handover.MOVES, "ix_log_entry_moved"),
    ],
)
def test_what_the_header_looks_for_among_messages_opens_none_but_those(desk: Store, sql: str, index: str):
    plan = explained(desk, sql)
    assert f"USING INDEX {index} (ws=? AND conversation_id=?" in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def explained(desk: Store, sql: str) -> str:
    values = ["x"] * sql.count("?")
    return "\n".join(str(row[3]) for row in desk.source.connection.execute("EXPLAIN QUERY PLAN " + sql, values))


def test_a_row_tells_when_a_put_off_answer_leaves_and_nothing_of_one_that_is_held(desk: Store):
    def put_off(number: int, hours: int, state: str) -> None:
        row = LaterMessage(
            ws=WS, id=UUID(int=number), conversation_id=TALK, author_id=ME, send_at=START + timedelta(hours=hours),
            state=state, at=START,
        )  # fmt: skip
        apply(desk.cache, put("later_message", plain(row)))

    put_off(1, 1, "held")
    assert desk.queries.conversation_rows([TALK])[0].leaves_at is None
    put_off(2, 3, "waiting")
    put_off(3, 2, "waiting")
    assert desk.queries.conversation_rows([TALK])[0].leaves_at == START + timedelta(hours=2)


# ---------------------------------------------------------------- handed over with words

GIVER = UUID(int=21)


def moved(seq: int, kind: EntryKind, by: UUID | None, to: UUID | None) -> tuple[dict[str, object], UUID]:
    """An owner or a queue of the talk, and the id its note would have."""
    entry_id = UUID(int=9_000 + seq)
    author = AuthorKind.SYSTEM if by is None else AuthorKind.USER
    payload = {"to": None if to is None else str(to)}
    return entry(TALK, seq, entry_id=entry_id, kind=kind, author_kind=author, author_id=by, payload=payload), (
        handover_id(entry_id)
    )


def noted(seq: int, note_id: UUID, by: UUID = GIVER) -> dict[str, object]:
    payload = {"text": "Обещала фото."}
    return entry(
        TALK, seq, entry_id=note_id, kind=EntryKind.NOTE, author_kind=AuthorKind.USER, author_id=by, payload=payload
    )  # fmt: skip


def said(seq: int, by: UUID) -> dict[str, object]:
    return entry(TALK, seq, kind=EntryKind.MESSAGE_OUT, author_kind=AuthorKind.USER, author_id=by)


def hand(desk: Store, entries: list[dict[str, object]], owner: UUID | None = ME) -> HandoverRow | None:
    head = 2 + len(entries)
    talk = conversation(TALK, PERSON, log_head=head, assignee_id=owner)
    apply(desk.cache, put("conversation", talk), logs={TALK: LogSlice(from_seq=3, entries=entries)})
    card = desk.queries.card(TALK)
    assert card is not None
    return card.handover


def test_a_request_given_with_words_is_a_handover_until_its_receiver_answers(desk: Store):
    move, note_id = moved(4, EntryKind.ASSIGNED, GIVER, ME)
    entries = [noted(3, note_id), move, said(5, GIVER)]
    found = hand(desk, entries)
    assert found is not None
    assert (found.note_id, found.text, found.to_me) == (note_id, "Обещала фото.", True)
    assert hand(desk, [*entries, said(6, ME)]) is None


def test_what_was_given_without_words_or_to_somebody_else_is_none(desk: Store):
    assert hand(desk, [moved(3, EntryKind.ASSIGNED, GIVER, ME)[0]]) is None
    move, note_id = moved(4, EntryKind.ASSIGNED, ME, GIVER)
    assert hand(desk, [noted(3, note_id, ME), move], GIVER) is None


def test_a_queue_reads_it_too_through_a_rule_and_through_taking_it_until_anybody_answers(desk: Store):
    move, note_id = moved(4, EntryKind.QUEUE, GIVER, QUEUE)
    rule, taken = moved(5, EntryKind.ASSIGNED, None, ME)[0], moved(6, EntryKind.ASSIGNED, ME, ME)[0]
    found = hand(desk, [noted(3, note_id), move, rule, taken])
    assert found is not None
    assert not found.to_me
    assert hand(desk, [noted(3, note_id), move, rule, taken, said(7, GIVER)]) is None


def test_what_this_operator_gave_away_themselves_is_none(desk: Store):
    move, note_id = moved(4, EntryKind.QUEUE, ME, QUEUE)
    assert hand(desk, [noted(3, note_id, ME), move], None) is None


# ---------------------------------------------------------------- the history of a relationship


def test_a_relationship_is_one_list_over_all_kinds_in_pages_that_miss_and_double_nothing(desk: Store):
    call = entry(TALK, 3, kind=EntryKind.CALL, author_kind=AuthorKind.USER, payload={"direction": "in", "text": "Ждёт"})
    rating = entry(TALK, 4, kind=EntryKind.SURVEY, payload={"score": 4, "of": 5, "text": ""})
    talk = conversation(TALK, PERSON, log_head=4, order_number="48-1")
    apply(desk.cache, put("conversation", talk), logs={TALK: LogSlice(from_seq=3, entries=[call, rating])})
    whole = desk.queries.relation(PERSON, (), 100)
    assert {it.kind for it in whole} == set(RelationKind)
    assert [it.at for it in whole] == sorted((it.at for it in whole), reverse=True)
    assert next(it for it in whole if it.kind is RelationKind.ORDER).conversation_id == TALK
    assert next(it for it in whole if it.kind is RelationKind.CALL).facts["text"] == "Ждёт"
    paged, last = [], None
    while page := desk.queries.relation(PERSON, (), 2, last):
        paged, last = [*paged, *page], page[-1]
    assert paged == list(whole)
    rated = desk.queries.relation(PERSON, (RelationKind.RATING,), 100)
    assert [it.facts["score"] for it in rated] == [4]


def test_who_was_merged_with_a_customer_of_old_is_not_new_though_their_past_is_not_here(store: Store):
    merged = {"merged": [{"id": str(UUID(int=1)), "customer_id": str(UUID(int=2)), "name": "Марина"}]}
    put_talk = put("conversation", conversation(TALK, PERSON, log_head=0))
    apply(store.cache, put("queue", queue(), "w"), put("customer", customer(PERSON, "М", facts=merged)), put_talk)
    assert store.queries.customer(PERSON).first_contact
    old = customer(PERSON, "М", facts=merged, since=START - timedelta(days=400))
    apply(store.cache, put("customer", old))
    assert not store.queries.customer(PERSON).first_contact
