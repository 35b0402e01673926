"""Day one: older mail is closed history, imported in the background; it can be stopped, and undone as a whole."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM
from app.domain.erasure import SWEEP
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, Identity
from app.model.mailbox import ImportedMail
from app.model.sync import Effect, FeedRow
from app.server.channels.email.imap import history
from app.server.channels.email.imap.history import start_import, stop_import, undo_import
from app.server.unit_of_work import ServerTx
from tests.server.email.house import mail
from tests.server.email.imap.room import Mailroom, until

pytestmark = pytest.mark.expects_log("deskhand.mailbox")


def day(days_ago: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days_ago)


def old(number: int, days_ago: int, **more: str) -> tuple[bytes, datetime]:
    """A letter of a customer of its own, as the mailbox has kept it."""
    sender = f"Customer {number} <c{number}@example.com>"
    return mail(f"Old {number}", message_id=f"old{number}@example.com", sender=sender, **more), day(days_ago)


def ask(room: Mailroom, function: Callable[[ServerTx, object], bool]) -> bool:
    """What an administrator presses."""
    return room.house.uow.run(room.house.ws, SYSTEM, lambda tx: function(tx, room.inbox_id))


def test_older_mail_is_closed_history_and_asks_nothing_of_anybody(room: Mailroom) -> None:
    room.dovecot.fill(room.user, [old(at, 300 - at) for at in range(60)])
    room.connect()
    with room.working():
        room.deliver(mail("New.", message_id="new@example.com"))
        until(lambda: room.state.import_state == "done")
        until(lambda: "New." in room.texts())
    assert (room.state.import_done, room.state.import_total) in ((60, 60), (61, 61))  # the new one may be seen as well
    assert [it.subject for it in room.open()] == ["My order"]
    past = [it for it in room.house.conversations() if it.status is Status.CLOSED]
    assert len(past) == 60
    assert all(it.reply_due_at is None and it.waiting_since is None for it in past)
    assert {it.closed_at.date() for it in past if it.closed_at} == {day(300 - at).date() for at in range(60)}
    newest_first = [room.house.log(it.id)[0].payload["text"].strip() for it in past]
    assert newest_first.index("Old 59") < newest_first.index("Old 34") < newest_first.index("Old 9")
    assert room.house.count(Effect) == 0
    assert sum(rb"\Seen" in flags for flags in room.dovecot.flags(room.user).values()) == 60  # as they were


@pytest.mark.postgresql_by_night
def test_mail_from_the_chosen_day_on_is_live_and_the_rest_is_history(room: Mailroom) -> None:
    room.dovecot.fill(room.user, [old(0, 40), old(1, 3), old(2, 30), old(3, 1)])
    room.connect(from_day=day(10).date().isoformat())
    with room.working():
        until(lambda: room.state.import_state == "done")
    texts = {room.house.log(it.id)[0].payload["text"].strip(): it.status for it in room.house.conversations()}
    assert texts == {"Old 0": Status.CLOSED, "Old 1": Status.NEW, "Old 2": Status.CLOSED, "Old 3": Status.NEW}


def test_without_history_older_mail_stays_where_it_is(room: Mailroom) -> None:
    room.dovecot.fill(room.user, [old(0, 40), old(1, 3)])
    room.connect(history=False)
    with room.working():
        room.deliver(mail("New.", message_id="new@example.com"))
        until(lambda: room.texts() == ["New."])
        until(room.is_idle)
    assert room.state.import_state == ""


@pytest.mark.postgresql_by_night
def test_an_import_is_stopped_as_it_stands_and_gone_on_with(room: Mailroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "SLICE_S", 0.0)  # the least at a time, however fast the computer
    room.dovecot.fill(room.user, [old(at, 200) for at in range(300)])
    room.connect()
    with room.working():
        until(lambda: room.state.import_done > 0)
        assert ask(room, stop_import)
        until(lambda: room.state.import_state == "stopped")
        room.deliver(mail("New.", message_id="new@example.com"))
        until(lambda: "New." in room.texts())
        until(room.is_idle)
        kept = room.entries()
        assert 0 < kept < 301
        assert ask(room, start_import)
        until(lambda: room.state.import_state == "done", 60)
    assert room.entries() == 301
    assert len(set(room.texts())) == 301


def test_a_worker_that_dies_while_it_imports_goes_on_where_it_was(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "SLICE_S", 0.0)  # one batch a step, however fast the computer
    room.dovecot.fill(room.user, [old(at, 200) for at in range(120)])
    room.connect()
    dying = room.watch()
    (assignment,) = dying._assignments().values()
    session = dying._sessions(assignment)
    while room.entries() < 25:
        session.step()
    session.close()
    dying.stop()
    assert room.entries() < 120
    with room.working():
        until(lambda: room.state.import_state == "done")
    assert len(room.texts()) == len(set(room.texts())) == 120
    assert (room.state.import_done, room.state.import_total) == (120, 120)


@pytest.mark.postgresql_by_night
def test_an_import_is_undone_but_for_what_was_gone_on_with(room: Mailroom) -> None:
    recent = [old(at, 20) for at in range(40)]
    room.dovecot.fill(room.user, recent)
    room.connect()
    with room.working():
        until(lambda: room.state.import_state == "done")
        known = {"sender": "Customer 7 <c7@example.com>", "headers": "In-Reply-To: <old7@example.com>"}
        room.deliver(mail("And now?", message_id="live@example.com", **known))
        until(lambda: "And now?" in room.texts())
        assert ask(room, undo_import)
        until(lambda: room.state.import_state == "undone")
        assert (room.state.import_done, room.state.import_total) == (0, 0)
        assert sorted(room.texts()) == ["And now?", "Old 7"]
        assert people(room) == ["c7@example.com"]
        assert room.house.count(Customer) == 1
        assert len(in_feeds(room, "conversation")) == 2
        assert len(in_feeds(room, "customer")) == 1
        assert room.house.count(ImportedMail) == 0
        with room.house.database.read() as session:  # their files go, too
            assert SWEEP in set(session.scalars(select(Effect.kind)))
        assert ask(room, start_import)
        until(lambda: room.state.import_state == "done")
    assert len(room.texts()) == len(set(room.texts())) == 41
    assert len(room.open()) == 1


def test_what_a_legal_hold_is_on_outlasts_an_undone_import(room: Mailroom) -> None:
    room.dovecot.fill(room.user, [old(at, 20) for at in range(3)])
    room.connect()
    with room.working():
        until(lambda: room.state.import_state == "done")
        room.house.uow.run(room.house.ws, SYSTEM, hold_two)
        assert ask(room, undo_import)
        until(lambda: room.state.import_state == "undone")
    assert sorted(room.texts()) == ["Old 0", "Old 1"]
    assert sorted(people(room)) == ["c0@example.com", "c1@example.com"]


def hold_two(tx: ServerTx) -> None:
    """One customer, and one conversation of another."""
    rows = tx.session.execute(select(Identity.value, Identity.customer_id))
    owners = {row.value: row.customer_id for row in rows}
    tx.get(Customer, owners["c0@example.com"]).legal_hold = True
    theirs = select(Conversation.id).where(Conversation.customer_id == owners["c1@example.com"])
    tx.get(Conversation, tx.session.scalars(theirs).one()).legal_hold = True


def people(room: Mailroom) -> list[str]:
    with room.house.database.read() as session:
        return list(session.scalars(select(Identity.value)))


def in_feeds(room: Mailroom, kind: str) -> set[object]:
    with room.house.database.read() as session:
        return set(session.scalars(select(FeedRow.id).where(FeedRow.kind == kind, FeedRow.gone.is_(False))))


def test_what_was_sent_of_old_joins_what_it_answered(room: Mailroom) -> None:
    headers = "In-Reply-To: <old0@example.com>"
    answer = mail("Old answer", message_id="sent0@desk.example.com", to="c0@example.com", headers=headers)
    room.dovecot.fill(room.user, [old(0, 30)])
    room.dovecot.fill(room.user, [(answer, day(29))], "Sent")
    room.connect()
    with room.working():
        until(lambda: room.state.import_state == "done")
    (conversation,) = room.house.conversations()
    assert (conversation.status, conversation.preview) == (Status.CLOSED, "Old answer")
    assert [entry.kind.value for entry in room.house.log(conversation.id)] == ["message_in", "message_out"]
    assert room.house.count(ImportedMail) == 2
    assert room.house.count(Conversation) == 1
    assert room.house.count(LogEntry) == 2


def test_an_old_letter_moved_back_into_the_inbox_opens_nothing(room: Mailroom) -> None:
    room.connect()
    with room.working():
        until(room.is_idle)
        with room.dovecot.client(room.user) as outlook:
            raw, at = old(0, 400)
            outlook.append("INBOX", raw, (), at)
        room.deliver(mail("New.", message_id="new@example.com"))
        until(lambda: len(room.texts()) == 2)
    assert [it.subject for it in room.open()] == ["My order"]
    assert sorted(it.status.value for it in room.house.conversations()) == ["closed", "new"]
