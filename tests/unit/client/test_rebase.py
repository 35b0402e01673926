"""A page about one conversation replays what is pending there, and shows the same as if everything was replayed."""

from uuid import UUID

from app.commands.conversation import SetStatus
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.status import Status
from app.model.identifier import new_id
from tests.builders.wire import apply, conversation, customer, log, put
from tests.unit.client.conftest import Store
from tests.unit.client.test_apply import PERSON, SHARED, TALK, dump, give

OTHER = UUID(int=701)


def test_only_what_shares_rows_with_the_page_is_replayed_and_the_result_is_the_same(store: Store):
    rows = [put("conversation", conversation(it, PERSON, log_head=1, status_rev=3, rev=1)) for it in (TALK, OTHER)]
    apply(store.cache, put("customer", customer(PERSON)), *rows, logs=log(TALK, 1, 1) | log(OTHER, 1, 1))
    for talk in (TALK, OTHER, TALK):
        give(store, Reply(talk, new_id(), "Едет.", Channel.CHAT, 1))
    give(store, SetStatus(TALK, new_id(), Status.ON_HOLD, 9))  # refused here until the server's row fits
    undo = store.source.connection.execute("SELECT n, id FROM undo WHERE id = ?", (OTHER.bytes,)).fetchall()
    newer = conversation(TALK, PERSON, log_head=1, status_rev=9, rev=2, subject="Новая тема")
    apply(store.cache, put("conversation", newer))
    card = store.queries.card(TALK)
    assert card is not None
    assert (card.row.subject, card.row.preview, card.row.status) == ("Новая тема", "Едет.", Status.ON_HOLD)
    assert store.source.connection.execute("SELECT n, id FROM undo WHERE id = ?", (OTHER.bytes,)).fetchall() == undo
    shown = dump(store.source.connection, *SHARED)
    store.cache.rebase()
    assert dump(store.source.connection, *SHARED) == shown
