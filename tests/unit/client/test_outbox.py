"""What an operator did is on the disk, in order, until the server has it for good."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest

from app.client.leaving import bring_back
from app.client.port import Problem, Trouble
from app.client.row import ChangeState, DraftKind
from app.client.store import erased_subject
from app.client.store.change import WITHDRAWN
from app.client.store.database import StoreFiles, open_outbox
from app.client.store.outbox import Change, Forked, NewChange, Outbox, Outcome
from app.client.store.outgoing_file import NAMED
from app.domain.erasure import Target, subject_of
from app.model.identifier import new_id
from tests.builders.wire import START

TALK = UUID(int=77)


def give(outbox: Outbox, body: str = "Едет.", **more: object) -> Change:
    args = {"conversation_id": str(TALK), "body": body}
    values = {"name": "note@1", "args": args, "conversation_id": TALK, "at": START} | more
    return outbox.add(NewChange(change_id=new_id(), command_id=new_id(), **values))


def reopened(outbox: Outbox, files: StoreFiles) -> Outbox:
    outbox.close()
    return Outbox(open_outbox(files))


def test_changes_are_numbered_in_the_order_they_were_given_also_after_a_restart(outbox: Outbox, files: StoreFiles):
    assert [give(outbox).mid for _ in range(3)] == [1, 2, 3]
    again = reopened(outbox, files)
    assert give(again).mid == 4
    assert [it.mid for it in again.waiting()] == [1, 2, 3, 4]
    again.close()


def test_a_leaving_change_gets_its_number_when_it_leaves(outbox: Outbox):
    slow = give(outbox, send_at=START + timedelta(seconds=8))
    assert (slow.mid, slow.state) == (None, ChangeState.LEAVING)
    assert give(outbox).mid == 1
    assert outbox.next_leaving() == START + timedelta(seconds=8)
    assert not outbox.release(lambda it: it.send_at is not None and it.send_at <= START)
    assert [it.mid for it in outbox.release(lambda it: True)] == [2]
    assert outbox.next_leaving() is None


def solve(outbox: Outbox, **more: object) -> Change:
    args = {"conversation_id": str(TALK), "entry_id": "e", "expected_status_rev": 1}
    return give(outbox, name="resolve@1", args=args, **more)


def test_a_status_names_the_answer_it_was_given_after_while_that_has_no_outcome(outbox: Outbox):
    give(outbox, name="reply@2", conversation_id=UUID(int=78))
    give(outbox, name="note@2")
    assert "after" not in solve(outbox).args
    answer = give(outbox, name="reply@2")
    assert solve(outbox).args["after"] == answer.mid == 4
    outbox.settle([Outcome(mid, "ok") for mid in (3, 4, 5)], START)
    assert "after" not in solve(outbox).args


@pytest.mark.parametrize("name", ["set_status@1", "mark_junk@1", "mark_customer@1", "merge@1"])
def test_whatever_else_expects_a_revision_names_the_answer_too_and_is_named_itself(outbox: Outbox, name: str):
    answer = give(outbox, name="reply@2")
    args = {"conversation_id": str(TALK), "entry_id": "e", "expected_status_rev": 1}
    given = give(outbox, name=name, args=args)
    assert given.args["after"] == answer.mid == 1
    assert solve(outbox).args["after"] == given.mid == 2


def test_a_promise_is_kept_by_the_answer_before_it_and_by_nothing_else(outbox: Outbox):
    def kept() -> Change:
        return give(outbox, name="settle_promise@1", args={"conversation_id": str(TALK), "state": "kept"})

    give(outbox, name="assign@1")
    assert "after" not in kept().args
    answer = give(outbox, name="reply@2")
    assert kept().args["after"] == answer.mid == 3


def test_what_was_given_up_holds_no_status_back(outbox: Outbox):
    answer = give(outbox, name="reply@2")
    outbox.discard(answer.change_id, START)
    assert "after" not in solve(outbox).args


def test_a_status_that_leaves_with_its_answer_names_it(outbox: Outbox, files: StoreFiles):
    later = START + timedelta(seconds=8)
    give(outbox, name="reply@2", send_at=later)
    solved = solve(outbox, send_at=later)
    assert "after" not in solved.args
    assert [it.mid for it in outbox.release(lambda it: True)] == [1, 2]
    again = reopened(outbox, files)
    assert [it.args.get("after") for it in again.waiting()] == [None, 1]
    again.close()


def test_numbers_that_are_counted_anew_are_named_anew(outbox: Outbox):
    give(outbox)
    answer = give(outbox, name="reply@2")
    solve(outbox)
    outbox.settle([Outcome(1, "ok")], START)
    outbox.purge(1, START)
    outbox.renumber(UUID(int=5))
    assert [(it.mid, it.args.get("after")) for it in outbox.waiting()] == [(1, None), (2, 1)]
    outbox.settle([Outcome(1, "held", "newer_messages")], START)
    outbox.discard(answer.change_id, START)
    outbox.renumber(UUID(int=6))
    assert [(it.mid, it.args.get("after")) for it in outbox.waiting()] == [(1, None)]
    assert answer.mid == 2


def test_a_desk_that_registers_anew_gives_the_server_all_it_still_holds_under_the_old_ids(
    outbox: Outbox, files: StoreFiles
):
    """The server says its outcomes once more, and one that was restored gets what it lost."""
    done, held, waiting = give(outbox), give(outbox, name="reply@1"), give(outbox)
    outbox.settle([Outcome(1, "ok"), Outcome(2, "held", "newer_messages")], START)
    outbox.renumber(UUID(int=5))
    again = reopened(outbox, files)
    ids = [(it.mid, it.command_id, it.code) for it in again.waiting()]
    assert ids == [(mid, it.command_id, "") for mid, it in enumerate((done, held, waiting), start=1)]
    again.settle([Outcome(1, "ok"), Outcome(2, "held", "newer_messages"), Outcome(3, "ok")], START)
    assert [it.state for it in again.changes()] == ["held"]
    again.close()


def test_what_the_copy_of_this_disk_gave_under_the_same_number_is_not_taken_for_ours(outbox: Outbox):
    ours = give(outbox)
    assert not outbox.settle([Outcome(1, "ok", command_id=UUID(int=9))], START)
    assert [it.change_id for it in outbox.waiting()] == [ours.change_id]
    assert outbox.settle([Outcome(1, "ok", command_id=ours.command_id)], START)
    assert not outbox.waiting()


def test_taking_a_leaving_change_back_makes_its_text_the_draft(outbox: Outbox, files: StoreFiles):
    slow = give(outbox, name="reply@2", send_at=START + timedelta(seconds=8))
    assert outbox.take_back(slow.change_id, "Едет.")
    assert not outbox.take_back(slow.change_id, "Едет.")
    assert not outbox.take_back(give(outbox).change_id, "уже ушло")
    again = reopened(outbox, files)
    assert again.drafts() == {TALK: "Едет."}
    again.close()


def test_an_acknowledged_change_is_kept_until_the_server_calls_it_durable(outbox: Outbox):
    give(outbox)
    give(outbox)
    outbox.settle([Outcome(1, "ok"), Outcome(2, "retry"), Outcome(9, "ok")], START)
    assert [it.mid for it in outbox.changes()] == [2]
    outbox.purge(0, START)
    assert [it.mid for it in outbox.pending(0)] == [1, 2]
    outbox.purge(1, START)
    assert [it.mid for it in outbox.pending(0)] == [2]


def test_after_a_restore_lost_commands_go_out_again_under_the_same_numbers(outbox: Outbox):
    for _ in range(3):
        give(outbox)
    outbox.settle([Outcome(mid, "ok") for mid in (1, 2, 3)], START)
    assert outbox.reopen(1) == 2
    assert [it.mid for it in outbox.waiting()] == [2, 3]
    assert outbox.reopen(3) == 0


def test_of_what_a_restored_server_has_it_is_asked_what_became_but_not_of_what_was_given_up(outbox: Outbox):
    given = [give(outbox) for _ in range(4)]
    outbox.settle([Outcome(1, "ok"), Outcome(2, "held"), Outcome(3, "held"), Outcome(4, "ok")], START)
    outbox.discard(given[2].change_id, START)
    assert outbox.reopen(3, restored=True) == 3
    assert [it.mid for it in outbox.waiting()] == [1, 2, 4]
    outbox.settle([Outcome(1, "ok"), Outcome(2, "rejected"), Outcome(4, "ok")], START)
    assert [(it.mid, it.state) for it in outbox.changes()] == [(2, "rejected")]


def test_a_server_that_lacks_what_was_durable_makes_this_desk_register_anew(outbox: Outbox):
    for _ in range(3):
        give(outbox)
    outbox.settle([Outcome(1, "ok"), Outcome(2, "ok")], START)
    outbox.purge(2, START)
    with pytest.raises(Forked):
        outbox.reopen(0)
    outbox.renumber(UUID(int=5))
    assert [it.mid for it in outbox.waiting()] == [1]
    assert outbox.meta("client") == str(UUID(int=5))
    assert give(outbox).mid == 2


def test_a_refused_change_stays_until_it_is_given_up_and_then_thirty_days_more(outbox: Outbox):
    change = give(outbox)
    outbox.settle([Outcome(1, "conflict", "status_changed", {"status": "resolved"})], START)
    assert outbox.changes()[0].detail == {"status": "resolved"}
    assert outbox.discard(change.change_id, START)
    assert not outbox.discard(change.change_id, START)
    assert not outbox.changes()
    outbox.purge(1, START + timedelta(days=29))
    assert len(outbox.pending(0)) == 1
    assert [(it.change_id, at) for it, at in outbox.discarded()] == [(change.change_id, START)]
    outbox.purge(1, START + timedelta(days=31))
    assert not outbox.pending(0)
    assert not outbox.discarded()


@pytest.mark.parametrize("name", ["mark_read@1", "log_handling@1", "see_notices@1", "settle_draft@1"])
def test_a_refused_change_without_anybodys_words_is_done_with(outbox: Outbox, name: str):
    quiet, note = give(outbox, name=name), give(outbox)
    outbox.settle([Outcome(it.mid or 0, "rejected", "forbidden") for it in (quiet, note)], START)
    assert [it.change_id for it in outbox.changes()] == [note.change_id]
    assert outbox.discarded() == []
    outbox.purge(2, START + timedelta(days=31))
    assert outbox.connection.execute("SELECT count(*) FROM command").fetchone() == (1,)


def test_what_waits_can_be_given_up_and_only_its_number_goes_out(outbox: Outbox, files: StoreFiles):
    given_up = give(outbox, body="лишнее")
    give(outbox)
    assert outbox.discard(given_up.change_id, START)
    again = reopened(outbox, files)
    assert [(it.mid, it.state) for it in again.waiting()] == [(1, WITHDRAWN), (2, "waiting")]
    assert [it.mid for it in again.changes()] == [it.mid for it in again.pending(0)] == [2]
    again.settle([Outcome(1, "rejected", "unknown_command")], START)
    assert [it.change_id for it, _ in again.discarded()] == [given_up.change_id]
    again.close()


def test_what_was_given_up_after_it_had_reached_the_server_is_not_called_discarded(outbox: Outbox):
    change = give(outbox)
    assert outbox.discard(change.change_id, START)
    outbox.settle([Outcome(1, "ok")], START)  # the answer to the first push had been lost
    assert not outbox.discarded()
    assert [it.mid for it in outbox.pending(0)] == [1]  # shown until its rows are pulled


def test_a_confirmed_change_replaces_the_refused_one(outbox: Outbox):
    refused = give(outbox)
    outbox.settle([Outcome(1, "held")], START)
    new = outbox.add(
        NewChange(new_id(), new_id(), refused.name, refused.args, START, conversation_id=TALK),
        replaces=refused.change_id,
    )
    assert [it.change_id for it in outbox.changes()] == [new.change_id]


def test_a_full_disk_loses_nothing_that_was_stored(files: StoreFiles):
    connection = open_outbox(files)
    outbox = Outbox(connection)
    give(outbox)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Trouble) as trouble:
        give(outbox, body="x" * 60_000)
    assert trouble.value.problem is Problem.DISK_FULL
    with pytest.raises(Trouble):
        outbox.save_draft(TALK, "x" * 60_000, START)
    assert outbox.draft(TALK)  # still in the editor and in memory
    with pytest.raises(Trouble):
        outbox.save_draft(TALK, "x" * 60_000, START)  # the same text is tried again, not taken for kept
    connection.execute("PRAGMA max_page_count = 100000")
    outbox.save_draft(TALK, "x" * 60_000, START)
    again = reopened(outbox, files)
    assert [it.args["body"] for it in again.changes()] == ["Едет."]
    assert again.draft(TALK) == "x" * 60_000
    assert give(again).mid == 2
    again.close()


def test_a_draft_is_kept_as_typed_and_goes_with_its_text(outbox: Outbox, files: StoreFiles):
    outbox.save_draft(TALK, "Здравст", START)
    outbox.save_draft(TALK, "Здравст", START)
    assert outbox.draft(TALK) == "Здравст"
    new = NewChange(new_id(), new_id(), "reply@1", {"body": "Здравст"}, START, conversation_id=TALK)
    outbox.add(new, forgets=DraftKind.REPLY)
    outbox.save_draft(UUID(int=8), "а", START)
    outbox.save_draft(UUID(int=8), "", START)
    again = reopened(outbox, files)
    assert again.drafts() == {}
    again.close()


def test_a_note_and_a_reply_are_kept_side_by_side(outbox: Outbox, files: StoreFiles):
    outbox.save_draft(TALK, "to the customer", START)
    outbox.save_draft(TALK, "to colleagues", START, DraftKind.NOTE)
    again = reopened(outbox, files)
    assert (again.draft(TALK), again.draft(TALK, DraftKind.NOTE)) == ("to the customer", "to colleagues")
    again.add(
        NewChange(new_id(), new_id(), "note@1", {"body": "to colleagues"}, START, conversation_id=TALK),
        forgets=DraftKind.NOTE,
    )
    assert (again.draft(TALK), again.draft(TALK, DraftKind.NOTE)) == ("to the customer", "")
    once_more = reopened(again, files)
    assert once_more.drafts(DraftKind.NOTE) == {}
    once_more.close()


def test_the_file_cannot_be_read_without_its_key(outbox: Outbox, files: StoreFiles):
    give(outbox, body="совершенно секретно")
    outbox.close()
    for path in files.folder.iterdir():
        assert "секретно".encode() not in path.read_bytes()
        assert not path.read_bytes().startswith(b"SQLite format 3")


def test_what_was_given_up_stays_given_up_after_a_restore_and_only_its_number_goes_out(
    outbox: Outbox, files: StoreFiles
):
    kept, given_up = give(outbox), give(outbox, body="лишнее")
    give(outbox)
    outbox.settle([Outcome(1, "ok"), Outcome(2, "held"), Outcome(3, "ok")], START)
    outbox.discard(given_up.change_id, START)
    assert outbox.reopen(0) == 3
    again = reopened(outbox, files)
    assert [(it.mid, it.state) for it in again.waiting()] == [(1, "waiting"), (2, WITHDRAWN), (3, "waiting")]
    assert [it.mid for it in again.changes()] == [1, 3]  # nothing to be seen or counted
    assert [it.mid for it in again.pending(0)] == [1, 3]  # nor in the conversation
    again.settle([Outcome(1, "ok"), Outcome(2, "rejected", "unknown_command"), Outcome(3, "ok")], START)
    assert not again.waiting()
    assert not again.changes()
    assert again.reopen(1) == 2  # restored once more
    assert [(it.mid, it.state) for it in again.waiting()] == [(2, WITHDRAWN), (3, "waiting")]
    assert again.change(kept.change_id) is None
    again.renumber(UUID(int=5))
    assert [(it.mid, it.state) for it in again.waiting()] == [(1, "waiting"), (2, "waiting")]
    again.close()


def test_a_refused_change_of_a_desk_that_registered_anew_does_not_become_a_draft(outbox: Outbox):
    held = give(outbox, name="reply@1")
    outbox.settle([Outcome(1, "held", "newer_messages")], START)
    outbox.renumber(UUID(int=5))
    assert not outbox.take_back(held.change_id, "Едет.")
    assert bring_back(outbox) is None
    outbox.settle([Outcome(1, "held", "newer_messages")], START)
    assert [it.state for it in outbox.changes()] == ["held"]
    assert outbox.discard(held.change_id, START)


def test_what_was_given_up_under_an_earlier_registration_is_kept_thirty_days(outbox: Outbox, files: StoreFiles):
    sent, given_up = give(outbox), give(outbox)
    outbox.settle([Outcome(1, "ok"), Outcome(2, "conflict", "status_changed")], START)
    outbox.discard(given_up.change_id, START)
    outbox.renumber(UUID(int=5))
    outbox.settle([Outcome(1, "ok")], START)
    outbox.purge(1, START + timedelta(days=29))
    left = outbox.connection.execute("SELECT change_id FROM command").fetchall()
    assert left == [(given_up.change_id.bytes,)]
    outbox.purge(0, START + timedelta(days=31))
    assert outbox.connection.execute("SELECT count(*) FROM command").fetchone() == (0,)
    assert sent.mid == 1


def test_that_the_cache_counts_by_the_old_numbers_is_remembered_until_it_does_not(outbox: Outbox, files: StoreFiles):
    assert not outbox.counts_anew
    outbox.renumber(UUID(int=5))
    again = reopened(outbox, files)
    assert again.counts_anew
    again.known_anew()
    assert not again.counts_anew
    again.close()


class Watching(threading.Thread):
    """Looks at the mirror again and again, as the window does, and remembers the longest wait."""

    def __init__(self, outbox: Outbox) -> None:
        super().__init__()
        self._outbox = outbox
        self.looked = threading.Event()

    def run(self) -> None:
        outbox = self._outbox
        outbox.changes(), outbox.begun(), outbox.waiting(), outbox.unshown(), outbox.unshared(), outbox.next_leaving()
        outbox.change(UUID(int=1)), outbox.draft(TALK), outbox.drafts(), outbox.base((TALK, DraftKind.REPLY))
        outbox.draft_files(TALK)
        self.looked.set()


def test_who_looks_at_the_outbox_does_not_wait_for_the_disk(outbox: Outbox):
    give(outbox)
    outbox.save_draft(TALK, "Едет", START)
    watching = Watching(outbox)
    with outbox.lock:  # a settle that the disk takes its time for
        watching.start()
        assert watching.looked.wait(20)
    watching.join()


def test_nothing_is_looked_through_for_what_is_durable_while_nothing_has_changed(outbox: Outbox):
    give(outbox)
    outbox.settle([Outcome(1, "ok")], START)
    asked: list[str] = []
    outbox.connection.set_trace_callback(asked.append)
    outbox.purge(0, START)
    assert asked
    asked.clear()
    outbox.purge(0, START + timedelta(hours=1))
    assert asked == []
    for change in (lambda: outbox.purge(1, START), lambda: outbox.purge(1, START + timedelta(days=1))):
        change()
        assert asked
        asked.clear()
    give(outbox)
    asked.clear()
    outbox.purge(1, START + timedelta(days=1))
    assert asked


def test_what_the_outbox_holds_words_about_is_read_in_parts_nobody_waits_long_for(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(erased_subject, "AT_ONCE", 2)
    talks = [UUID(int=number) for number in range(1, 6)]
    for talk in talks:
        outbox.add(NewChange(new_id(), new_id(), "note@2", {"body": "x"}, START, conversation_id=talk))
    assert outbox.subjects() == {subject_of(Target.CONVERSATION, it) for it in talks}


def test_whether_a_command_of_a_file_is_here_is_asked_of_an_index(outbox: Outbox):
    plan = outbox.connection.execute(f"EXPLAIN QUERY PLAN SELECT 1 FROM upload WHERE EXISTS ({NAMED})").fetchall()
    assert any("ix_command_owner" in row[3] for row in plan)


def test_an_outbox_of_an_earlier_version_gets_what_came_later(outbox: Outbox, files: StoreFiles):
    for name in ("done_mid", "done_at"):
        outbox.connection.execute(f"ALTER TABLE upload DROP COLUMN {name}")
    outbox.connection.execute("DROP INDEX ix_command_owner")
    outbox.connection.execute("PRAGMA user_version = 9")
    again = reopened(outbox, files)
    assert {"done_mid", "done_at"} <= {row[1] for row in again.connection.execute("PRAGMA table_info(upload)")}
    assert again.purge(0, START) == []
    again.close()
