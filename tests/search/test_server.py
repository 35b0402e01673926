"""At the server, on both databases: the same answers as on a desk, only of what is granted, and written down."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM
from app.commands.move import MoveEntries, UnmoveEntries
from app.domain.role import RoleCode
from app.language.search.wanted import Filters
from app.model.administration import AuditEntry
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, Identity
from app.model.identifier import new_id
from app.model.replicated import KINDS
from app.model.search import SearchDoc, SearchTodo
from app.model.sync import FeedGrant
from app.protocol.row import from_plain
from app.protocol.search import PAST_PATH, SEARCH_PATH, TALK_PATH, LookFor
from app.server.auth.token import Bearer
from app.server.search.finding import _span, find
from app.server.search.indexing import step
from app.server.search.vocabulary import distance
from tests.builders.conversation import make_conversation
from tests.builders.wire import ME, WS
from tests.builders.workspace import Shop, make_shop, put_user
from tests.search.labelled import FIRST, QUERIES, TALKS
from tests.search.pages import KEY_OF, PERSON_IDS, QUEUE_IDS, TALK_IDS, pages
from tests.services.backend import Backend, Desk

TODAY = (FIRST + timedelta(days=61)).date()
WHO = Bearer(WS, ME, UUID(int=9), FIRST)


def put_labelled(session: Session) -> None:
    """The labelled conversations, written past everything: what notes them to be indexed lies in the database."""
    for ops, logs in pages():
        for _put, _feed, kind, row in ops:
            session.execute(insert(KINDS[kind]).values(from_plain(KINDS[kind], WS, row)))
        for slice_ in logs.values():
            for entry in slice_.entries:
                session.execute(insert(LogEntry).values(from_plain(LogEntry, WS, entry)))
    for queue in QUEUE_IDS.values():
        session.execute(insert(FeedGrant).values(ws=WS, user_id=ME, feed=f"q:{queue}"))


def index(backend: Backend) -> None:
    while backend.parts.uow.note(step):
        pass


def keys(backend: Backend, typed: str) -> set[str]:
    with backend.parts.database.read() as session:
        answer = find(session, WHO, LookFor(typed=typed, today=TODAY))
    return {KEY_OF[it.conversation_id] for it in answer.found}


@pytest.fixture
def labelled(backend: Backend) -> Backend:
    backend.parts.uow.note(put_labelled)
    index(backend)
    return backend


def test_every_labelled_query_is_answered_as_on_a_desk(labelled: Backend):
    answers = {it.typed: keys(labelled, it.typed) for it in QUERIES}
    assert answers == {it.typed: set(it.right) for it in QUERIES}


def test_a_redacted_message_is_gone_from_the_index_with_its_own_transaction(labelled: Backend):
    assert keys(labelled, "полярис") == {"shade"}
    blank = {"channel": "email", "text": "", "redacted": True}
    mine = (LogEntry.conversation_id == TALK_IDS["shade"]) & (LogEntry.seq == 1)
    labelled.parts.uow.note(lambda session: session.execute(update(LogEntry).where(mine).values(payload=blank)))
    assert keys(labelled, "полярис") == set()
    assert not _holds(labelled, "поляр")
    index(labelled)
    assert keys(labelled, "полярис") == set()


def test_nothing_of_an_erased_customer_is_left_in_the_index(labelled: Backend):
    def erase(session: Session) -> None:
        person = Customer.id == PERSON_IDS["sokolova"]
        session.execute(update(Customer).where(person).values(name="—", erased=True))
        talks = Conversation.customer_id == PERSON_IDS["sokolova"]
        session.execute(update(Conversation).where(talks).values(subject="—", erased=True))
        session.execute(delete(Identity).where(Identity.customer_id == PERSON_IDS["sokolova"]))

    labelled.parts.uow.note(erase)
    assert not _holds(labelled, "диммер")
    index(labelled)
    assert keys(labelled, "диммер") == keys(labelled, "марина") == set()


def _holds(backend: Backend, word: str) -> bool:
    with backend.parts.database.read() as session:
        rows = session.execute(text("SELECT words FROM search_doc")).scalars()
        return any(word in str(it) for it in rows)


def test_another_name_is_found_with_all_that_was_ever_written(labelled: Backend):
    person = Customer.id == PERSON_IDS["sokolova"]
    labelled.parts.uow.note(
        lambda session: session.execute(update(Customer).where(person).values(name="Марина Вяземская"))
    )
    index(labelled)
    assert keys(labelled, "вяземская курьер") == {"shade"}


def test_what_looks_like_a_query_of_the_database_is_only_words(labelled: Backend):
    for typed in ('"; DROP TABLE search_doc; --', "' | 'x':*", "a* OR b NEAR(", "\\'", "(", "from:'"):
        keys(labelled, typed)
    assert keys(labelled, "полярис") == {"shade"}


# ------------------------------------------------------------------ who may look


class House:
    """A shop whose sales queue Anna works and whose support queue Boris does; one customer wrote to both."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        uow = backend.parts.uow
        self.shop: Shop = make_shop(uow)
        self.ours = make_conversation(uow, self.shop.ws, self.shop.mail, text="Полярис треснул")
        self.theirs = make_conversation(uow, self.shop.ws, self.shop.support_mail, text="Полярис мигает")
        index(backend)
        self.anna = backend.desk(self.shop.ws, self.shop.anna)
        with backend.parts.database.read() as session:
            self.customer = session.get_one(Conversation, (self.shop.ws, self.ours)).customer_id

    def find(self, desk: Desk, typed: str) -> list[str]:
        body = {"typed": typed, "today": "2026-11-28"}
        answer = desk.call("POST", SEARCH_PATH, json=body)
        assert answer.status_code == 200, answer.text
        return [it["conversation_id"] for it in answer.json()["found"]]

    def audit(self) -> list[tuple[str, UUID | None, Any]]:
        with self.backend.parts.database.read() as session:
            rows = session.scalars(select(AuditEntry).order_by(AuditEntry.at, AuditEntry.id))
            return [(it.what, it.subject_id, it.detail) for it in rows]


@pytest.fixture
def house(backend: Backend) -> House:
    return House(backend)


def test_only_what_is_granted_is_found_and_that_somebody_looked_is_written_down_without_a_word(house: House):
    assert house.find(house.anna, "полярис") == [str(house.ours)]
    manager = house.backend.desk(house.shop.ws, house.shop.vera)
    assert set(house.find(manager, "полярис")) == {str(house.ours), str(house.theirs)}
    assert house.audit() == [("searched", None, {"found": 1}), ("searched", None, {"found": 2})]


def test_a_conversation_is_read_by_whom_it_is_granted_and_that_is_written_down(house: House):
    answer = house.anna.call("GET", f"{TALK_PATH}{house.ours}")
    assert [it["text"] for it in answer.json()["entries"]] == ["Полярис треснул"]
    assert house.anna.call("GET", f"{TALK_PATH}{house.theirs}").status_code == 404
    assert house.anna.call("GET", f"{TALK_PATH}nonsense").status_code == 404
    assert house.audit() == [("looked_at_conversation", house.ours, {})]


def test_a_moved_message_is_found_and_read_where_it_stands_now_and_put_back_where_it_was(house: House):
    ours, target = house.ours, new_id()
    with house.backend.parts.database.read() as session:
        entry = session.scalars(select(LogEntry.entry_id).where(LogEntry.conversation_id == ours)).one()
    move = MoveEntries(ours, new_id(), target, [entry], subject="Другое")
    assert house.anna.give(move)["status"] == "ok"
    index(house.backend)
    assert house.find(house.anna, "полярис") == [str(target)]
    assert house.anna.call("GET", f"{TALK_PATH}{ours}").json()["entries"] == []
    assert [it["text"] for it in house.anna.call("GET", f"{TALK_PATH}{target}").json()["entries"]] == [
        "Полярис треснул"
    ]
    assert house.anna.give(UnmoveEntries(ours, new_id(), move.entry_id))["status"] == "ok"
    index(house.backend)
    assert house.find(house.anna, "полярис") == [str(ours)]
    assert [it["text"] for it in house.anna.call("GET", f"{TALK_PATH}{ours}").json()["entries"]] == ["Полярис треснул"]


def test_of_queues_that_are_not_granted_a_customers_past_has_lines_without_a_word(house: House):
    talks = house.anna.call("GET", f"{PAST_PATH}{house.customer}").json()["talks"]
    assert {it["queue_name"]: it.get("conversation_id") for it in talks} == {"Sales": str(house.ours), "Support": None}
    assert not any(it.get("subject") or it.get("number") for it in talks if it["queue_name"] == "Support")
    assert house.anna.call("GET", f"{PAST_PATH}{new_id()}").status_code == 404
    assert house.audit() == [("looked_at_customer", house.customer, {})]


def test_who_has_no_role_that_looks_sees_nothing(house: House):
    analyst = new_id()
    house.backend.parts.uow.run(
        house.shop.ws,
        SYSTEM,
        lambda tx: put_user(tx, analyst, "A", role=RoleCode.ANALYST, teams=[house.shop.sales_team]),
    )
    desk = house.backend.desk(house.shop.ws, analyst)
    assert desk.call("POST", SEARCH_PATH, json={"typed": "x", "today": "2026-11-28"}).status_code == 403
    assert desk.call("GET", f"{TALK_PATH}{house.ours}").status_code == 403


def test_a_closed_conversation_that_has_left_every_desk_is_found_at_the_server(house: House):
    def close(tx: Any) -> None:
        talk = tx.get(Conversation, house.ours)
        talk.closed_at = tx.now - timedelta(days=400)

    house.backend.parts.uow.run(house.shop.ws, SYSTEM, close)
    assert house.find(house.anna, "полярис") == [str(house.ours)]


def test_a_backup_holds_no_index_and_what_is_restored_is_noted_anew(house: House):
    from app.server.backup.content import stored_tables

    names = {it.name for it in stored_tables()}
    assert not names & {SearchDoc.__tablename__, SearchTodo.__tablename__, "search_name"}


words = st.text("abcde", max_size=7)


@settings(max_examples=300, deadline=None)
@given(words, words, st.integers(0, 3))
def test_names_differ_in_as_many_letters_on_the_server_as_on_a_desk(one: str, other: str, most: int):
    from rapidfuzz.distance import Levenshtein

    assert distance(one, other, most) == min(Levenshtein.distance(one, other), most + 1)


def test_the_labelled_conversations_are_the_ones_the_queries_speak_of():
    assert {key for query in QUERIES for key in query.right} <= {it.key for it in TALKS}


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_the_first_and_the_last_day_of_the_calendar_are_days_to_look_from(day: date, zone: str):
    low, high = _span(Filters(after=day, before=day), ZoneInfo(zone))
    assert low == high
