"""Pages of the server under pending changes: what is visible is the server's view plus what is still unsent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from app.client.port import Problem, Trouble
from app.client.store.cipher import Connection
from app.client.store.outbox import Change, NewChange
from app.client.store.position import CursorMoved
from app.client.store.replica import RowError
from app.client.view import View, ViewKind
from app.commands.conversation import AssignConversation, MarkRead, SetStatus
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.status import Status
from app.model.customer import Identity
from app.model.identifier import new_id
from app.protocol.command import to_wire
from tests.builders.wire import (
    FEED,
    ME,
    QUEUE,
    START,
    WS,
    apply,
    conversation,
    customer,
    entry,
    log,
    page,
    plain,
    put,
    queue,
)
from tests.unit.client.conftest import Store

TALK, PERSON = UUID(int=700), UUID(int=70)


def give(store: Store, command: object) -> Change:
    name, args = to_wire(command)
    new = NewChange(new_id(), new_id(), name, args, START, conversation_id=TALK)
    change = store.outbox.add(new)
    store.cache.show(change)
    return change


def say(text: str = "Едет.", **more: object) -> Reply:
    return Reply(TALK, new_id(), text, Channel.CHAT, 1, **more)


def talk_row(**more: object) -> Mapping[str, object]:
    return conversation(TALK, PERSON, **({"log_head": 1, "status_rev": 3, "rev": 1} | more))


@pytest.fixture
def talk(store: Store) -> Store:
    """One conversation with one message of the customer."""
    apply(
        store.cache,
        put("queue", queue(), "w"),
        put("customer", customer(PERSON)),
        put("conversation", talk_row()),
        logs=log(TALK, 1, 1),
    )
    return store


def texts(store: Store) -> list[str]:
    return [it.payload["text"] for it in store.queries.timeline(TALK) if "text" in it.payload]


def dump(connection: Connection, *tables: str) -> list[list[tuple[object, ...]]]:
    return [sorted(connection.execute(f'SELECT * FROM "{it}"').fetchall(), key=repr) for it in tables]


SHARED = ("conversation", "log_entry", "delivery", "customer", "read_mark")


def test_a_rehearsed_note_leaves_nothing_behind(talk: Store):
    before = dump(talk.source.connection, *SHARED, "undo")
    talk.cache.warm()
    assert dump(talk.source.connection, *SHARED, "undo") == before


def test_an_empty_desk_has_nothing_to_rehearse_on(store: Store):
    store.cache.warm()
    assert not store.queries.conversation_ids(View(ViewKind.MINE))


def test_taking_an_effect_off_restores_every_row_exactly(talk: Store):
    before = dump(talk.source.connection, *SHARED)
    for command in (
        say(then_status=Status.WAITING_CUSTOMER, expected_status_rev=3),
        AssignConversation(TALK, new_id(), UUID(int=9), ME),
        MarkRead(TALK, 1),
        SetStatus(TALK, new_id(), Status.ON_HOLD, 4),
    ):
        give(talk, command)
    assert dump(talk.source.connection, *SHARED) != before
    apply(talk.cache, last_mid=4)  # the server took note of all four and changed nothing
    assert dump(talk.source.connection, *SHARED) == before
    assert dump(talk.source.connection, "undo") == [[]]


def test_a_pending_reply_stays_visible_over_a_page_that_changes_its_conversation(talk: Store):
    give(talk, say())
    apply(talk.cache, put("conversation", talk_row(rev=2, subject="Другая тема", log_head=2)), logs=log(TALK, 2, 2))
    assert texts(talk) == ["Сообщение 1", "Сообщение 2", "Едет."]
    card = talk.queries.card(TALK)
    assert card is not None
    assert (card.row.subject, card.seen_seq, card.row.preview) == ("Другая тема", 2, "Едет.")


@pytest.mark.parametrize("at_once", [True, False])
def test_what_the_customer_wrote_over_a_pending_reply_waits_as_it_will_on_the_server(talk: Store, at_once: bool):
    command = say(then_status=Status.WAITING_CUSTOMER, expected_status_rev=3)
    give(talk, command)
    assert status_of(talk) == ("waiting_customer", None)
    at = START + timedelta(seconds=30)
    news = {TALK: replace_entries(log(TALK, 2, 2)[TALK], entry(TALK, 2, at=at))}
    row = put("conversation", talk_row(rev=2, log_head=2, status_rev=4, waiting_since=START))
    apply(talk.cache, row, logs=news if at_once else {})
    if not at_once:
        assert status_of(talk) == ("waiting_customer", None)  # nobody here knows yet what it was
        apply(talk.cache, logs=news)
    assert status_of(talk) == ("open", at)


def status_of(talk: Store) -> tuple[str, datetime | None]:
    card = talk.queries.card(TALK)
    assert card is not None
    return card.row.status.value, card.row.waiting_since


def test_a_page_about_others_leaves_pending_effects_where_they_are(talk: Store):
    give(talk, say())
    rows = dump(talk.source.connection, "undo")
    apply(talk.cache, put("conversation", conversation(UUID(int=701), PERSON)))
    assert dump(talk.source.connection, "undo") == rows
    assert texts(talk)[-1] == "Едет."


def test_an_acknowledged_reply_becomes_the_servers_in_the_same_transaction(talk: Store):
    command = say()
    give(talk, command)
    mine = entry(TALK, 2, "Едет.", entry_id=command.entry_id)
    apply(
        talk.cache,
        put("conversation", talk_row(rev=2, log_head=2, preview="Едет.")),
        logs={TALK: replace_entries(log(TALK, 2, 2)[TALK], mine)},
        last_mid=1,
    )
    assert [(it.payload["text"], it.seq) for it in talk.queries.timeline(TALK)] == [("Сообщение 1", 1), ("Едет.", 2)]
    assert dump(talk.source.connection, "undo") == [[]]


def replace_entries(found, *entries):
    return type(found)(from_seq=found.from_seq, entries=list(entries))


def test_a_change_the_rules_refuse_or_that_needs_a_missing_row_leaves_no_trace(talk: Store):
    before = dump(talk.source.connection, *SHARED)
    give(talk, SetStatus(TALK, new_id(), Status.RESOLVED, 99))
    give(talk, SetStatus(UUID(int=404), new_id(), Status.RESOLVED, 1))
    talk.outbox.add(NewChange(new_id(), new_id(), "future@9", {}, START))
    talk.cache.rebase()
    assert dump(talk.source.connection, *SHARED) == before


def test_an_effect_is_shown_once_however_often_it_is_asked_for(talk: Store):
    change = give(talk, say())
    talk.cache.show(change)
    talk.cache.rebase(TALK)
    assert texts(talk) == ["Сообщение 1", "Едет."]


def test_a_row_is_deleted_with_its_last_feed_and_its_log_with_it(talk: Store):
    apply(talk.cache, put("conversation", talk_row(), f"u:{ME}"))
    apply(talk.cache, ["leave", f"q:{QUEUE}", "conversation", str(TALK)])
    assert talk.queries.card(TALK) is not None
    give(talk, say())
    apply(talk.cache, ["drop", f"u:{ME}"])
    assert talk.queries.card(TALK) is None
    assert dump(talk.source.connection, "log_entry", "log_range", "search_text") == [[], [], []]
    assert talk.queries.changes()  # what was written there is not lost


def test_an_older_copy_from_another_feed_changes_nothing(talk: Store):
    apply(talk.cache, put("conversation", talk_row(rev=5, subject="Новее")))
    apply(talk.cache, put("conversation", talk_row(rev=4, subject="Старее"), f"u:{ME}"))
    card = talk.queries.card(TALK)
    assert card is not None
    assert card.row.subject == "Новее"


def test_of_two_copies_in_one_page_the_newer_counts_and_the_row_stays_while_either_feed_has_it(store: Store):
    newer, older = talk_row(rev=5, subject="Новее"), talk_row(rev=4, subject="Старее")
    apply(store.cache, put("customer", customer(PERSON)), put("conversation", newer), put("conversation", older, "u:x"))
    apply(store.cache, ["leave", FEED, "conversation", str(TALK)])
    card = store.queries.card(TALK)
    assert card is not None
    assert card.row.subject == "Новее"


def test_after_a_restore_only_what_the_server_names_again_remains_and_logs_are_read_anew(talk: Store):
    other = UUID(int=701)
    apply(talk.cache, put("conversation", conversation(other, PERSON)))
    give(talk, say())
    touched = talk.cache.apply_page(
        talk.cache.position().cursor,
        page(put("conversation", talk_row(rev=0, subject="Восстановлено")), cursor="r1", reset=True, more=True),
        last_mid=0,
    )
    assert touched.everything
    assert talk.queries.card(other) is not None  # readable until the round is over
    talk.cache.apply_page("r1", page(put("customer", customer(PERSON)), cursor="r2"), last_mid=None)
    assert talk.queries.card(other) is None
    card = talk.queries.card(TALK)
    assert card is not None
    assert card.row.subject == "Восстановлено"
    assert talk.cache.missing(10, set()) == {TALK: (1, None)}
    touched, _ = talk.cache.apply_logs(log(TALK, 1, 1))
    assert touched.anew == {TALK}  # numbers on the screen were those of other entries
    assert talk.cache.missing(10, set()) == {}
    assert texts(talk) == ["Сообщение 1", "Едет."]
    assert not talk.cache.apply_logs(log(TALK, 1, 1))[0].anew


def test_holes_of_a_log_are_found_and_filled(talk: Store):
    apply(talk.cache, put("conversation", talk_row(rev=2, log_head=6)), logs=log(TALK, 5, 6))
    assert talk.cache.missing(10, set()) == {TALK: (2, None)}
    assert talk.cache.missing(10, {TALK}) == {}
    card = talk.queries.card(TALK)
    assert card is not None
    assert (card.seen_seq, card.log_head) == (1, 6)
    talk.cache.apply_logs(log(TALK, 2, 6))
    assert talk.cache.missing(10, set()) == {}
    late = UUID(int=702)
    apply(talk.cache, put("conversation", conversation(late, PERSON, log_head=4)), logs=log(late, 3, 4))
    assert talk.cache.missing(10, set()) == {late: (1, 2)}
    talk.cache.apply_logs(log(late, 1, 2) | log(UUID(int=404), 1, 1))
    assert talk.cache.missing(10, set()) == {}


def test_a_redacted_log_is_replaced_as_a_whole(talk: Store):
    apply(talk.cache, put("conversation", talk_row(rev=2, log_head=2, redact_rev=1)), logs=log(TALK, 2, 2))
    assert talk.cache.missing(10, set()) == {TALK: (1, None)}
    blank = [entry(TALK, 1, "удалено"), entry(TALK, 2, "удалено")]
    talk.cache.apply_logs({TALK: replace_entries(log(TALK, 1, 1)[TALK], *blank)})
    assert texts(talk) == ["удалено", "удалено"]


def test_a_page_asked_with_another_cursor_is_not_applied(talk: Store):
    with pytest.raises(CursorMoved):
        talk.cache.apply_page("c0", page(put("queue", queue(name="Другая"), "w"), cursor="x"), last_mid=None)
    assert talk.queries.users() == []
    assert talk.cache.position().cursor == "c1"


def test_a_page_that_does_not_fit_changes_nothing_at_all(talk: Store):
    bad = conversation(UUID(int=703), PERSON) | {"created_at": "gestern"}
    with pytest.raises(RowError):
        apply(talk.cache, put("customer", customer(UUID(int=71))), put("conversation", bad))
    assert talk.queries.customer(UUID(int=71)) is None
    assert talk.cache.position().cursor == "c1"


@pytest.mark.parametrize("bad", ["7", "", None, 7, "x" * 32, str(PERSON)[:-1]])
@pytest.mark.parametrize(
    "op",
    [
        lambda bad: put("customer", customer(PERSON) | {"id": bad}),
        lambda bad: put("customer", customer(PERSON) | {"id": bad, "erased": True}),
        lambda bad: put("delivery", {"entry_id": bad}),
        lambda bad: ["leave", f"q:{QUEUE}", "conversation", bad],
    ],
)
def test_a_row_that_is_named_by_no_id_makes_a_page_that_does_not_fit(talk: Store, op, bad):  # type: ignore[no-untyped-def]
    with pytest.raises(RowError, match="no id"):
        apply(talk.cache, put("customer", customer(UUID(int=71))), op(bad))
    assert talk.queries.customer(UUID(int=71)) is None
    assert talk.cache.position().cursor == "c1"


@pytest.mark.parametrize("payload", [{}, {"redacted": True}])
def test_an_entry_of_a_log_without_an_id_makes_a_log_that_does_not_fit(talk: Store, payload):  # type: ignore[no-untyped-def]
    bad = entry(TALK, 2, "") | {"entry_id": "seven", "payload": payload}
    with pytest.raises(RowError, match="no id"):
        talk.cache.apply_logs({TALK: replace_entries(log(TALK, 2, 2)[TALK], bad)})


def test_kinds_and_fields_of_a_newer_server_are_left_out(talk: Store):
    apply(talk.cache, put("hologram", {"id": str(UUID(int=1))}), put("customer", customer(PERSON) | {"aura": "blue"}))
    apply(talk.cache, ["leave", f"q:{QUEUE}", "hologram", str(UUID(int=1))], ["sing"])
    assert talk.queries.customer(PERSON) is not None


def test_a_full_disk_keeps_the_page_for_later(talk: Store):
    pages = talk.cache.read(lambda it: it.execute("PRAGMA page_count").fetchone()[0])
    talk.cache.read(lambda it: it.execute(f"PRAGMA max_page_count = {pages + 2}").fetchone())
    big = [put("customer", customer(UUID(int=5_000 + n), "x" * 190)) for n in range(256)]
    with pytest.raises(Trouble) as trouble:
        apply(talk.cache, *big)
    assert trouble.value.problem is Problem.DISK_FULL
    assert talk.cache.position().cursor == "c1"


def test_under_a_new_client_id_nothing_is_acknowledged_yet(talk: Store):
    give(talk, say())
    apply(talk.cache, last_mid=1)
    talk.outbox.renumber(UUID(int=6))
    assert TALK in talk.cache.renumbered().conversations
    assert talk.cache.position().last_mid == 0
    assert texts(talk)[-1] == "Едет."


def test_touched_names_conversations_and_customers_a_page_changes(talk: Store):
    found = talk.cache.apply_page("c1", page(put("customer", customer(PERSON, "Марина")), cursor="c2"), last_mid=None)
    assert (found.conversations, found.customers) == ({TALK}, {PERSON})
    assert talk.queries.conversation_ids(View(ViewKind.QUEUE, QUEUE, filter="марина 700")) == [TALK]
    assert not talk.queries.conversation_ids(View(ViewKind.QUEUE, QUEUE, filter="соколова"))
    assert replace(found, workspace=True) != found


def test_an_address_under_a_new_id_comes_before_the_old_one_has_left(store: Store):
    """After a restore the server may have made the same customer anew: both stand here between two pages."""
    ids = UUID(int=801), UUID(int=802)
    rows = [
        plain(Identity(ws=WS, id=it, customer_id=PERSON, channel=Channel.EMAIL, value="m@example.com")) for it in ids
    ]
    apply(store.cache, put("customer", customer(PERSON)), put("identity", rows[0]), more=True)
    apply(store.cache, put("identity", rows[1]), more=True)
    apply(store.cache, ["leave", FEED, "identity", str(ids[0])])
    assert store.source.all("SELECT id FROM identity") == [(ids[1].bytes,)]
