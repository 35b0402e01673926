"""What is new in the copy: noted to be indexed, and there once."""

from uuid import UUID

from app.domain.channel import Channel
from app.model.customer import Identity
from app.protocol.pull import LogSlice
from tests.builders.wire import WS, apply, customer, entry, log, plain, put
from tests.unit.client.conftest import Store
from tests.unit.client.test_apply import PERSON, TALK, give, say, talk_row, texts


def test_new_rows_are_noted_to_be_indexed_without_a_trigger_for_each_of_them(store: Store):
    """A trigger for each makes SQLite copy every page that a row touches into a journal of the statement."""
    connection = store.source.connection
    triggers = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    on_new = [
        sql for (sql,) in triggers if " INSERT ON " in sql and "organisation" not in sql and "search_doc" not in sql
    ]
    assert on_new == []
    identity = plain(Identity(ws=WS, id=UUID(int=8), customer_id=PERSON, channel=Channel.EMAIL, value="m@example.com"))
    apply(store.cache, put("identity", identity))
    assert noted(store) == {(0, PERSON.bytes)}
    apply(store.cache, put("customer", customer(PERSON)), put("conversation", dict(talk_row())), logs=log(TALK, 1, 1))
    assert noted(store) == {(0, PERSON.bytes), (1, TALK.bytes)}  # its entries with it
    while store.cache.index_some():
        pass
    give(store, say())
    assert {kind for kind, _ in noted(store)} == {2}
    store.cache.apply_logs(log(TALK, 2, 2))
    assert len(noted(store)) == 2


def noted(store: Store) -> set[tuple[int, bytes]]:
    return set(store.source.all("SELECT kind, id FROM search_todo"))


def test_an_entry_that_comes_again_or_in_the_place_of_another_is_there_once(store: Store):
    apply(store.cache, put("customer", customer(PERSON)), put("conversation", dict(talk_row(log_head=3))))
    store.cache.apply_logs(log(TALK, 1, 3))
    other = [entry(TALK, 2, "Другое", entry_id=UUID(int=9)), entry(TALK, 3, "Опять")]
    store.cache.apply_logs({TALK: LogSlice(from_seq=2, entries=other)})
    assert texts(store) == ["Сообщение 1", "Другое", "Опять"]
