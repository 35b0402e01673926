"""Several requests at once: a command for each, one undo for all, and what could not be done is said."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from app.client.row import ChangeState, TagRow
from app.client.view import View, ViewKind
from app.commands.change_queue import ChangeQueue
from app.commands.conversation import AssignConversation, MarkRead, ResolveConversation, TagConversation
from app.commands.follow_up import FollowUp
from app.commands.junk import MarkJunk
from app.commands.letter import OpenByMail
from app.commands.promise import SettlePromise
from app.domain.channel import Channel
from app.domain.status import Status
from tests.fakes.people import QUEUES, fake_id
from tests.ui.talk import MARINA, talk_of
from ui.shell.follow_up import FollowUpDialog, times
from ui.shell.tag_dialog import TagDialog


def pane_of(window):
    return window.desk_view.workspace.list_pane


def pick(window, count):
    view = pane_of(window).view
    view.selectAll()
    view.selectionModel().clearSelection()
    view._picking.is_on = True
    for row in range(count):
        view.selectionModel().select(view.model().index(row), view.selectionModel().SelectionFlag.Select)
    return view.picked_ids()


def given(desk, kind):
    return [it for it in desk.submitted if isinstance(it, kind)]


def test_picked_ones_are_solved_by_a_command_each_and_one_undo_brings_all_back(qtbot, window, desk):
    picked = pick(window, 3)
    drafts = [it for it in picked if desk.talks[it].draft]
    window.shortcuts["solve"].trigger()
    window.desk_view.batch.owed_line.leave.click()
    solved = given(desk, ResolveConversation)
    assert {it.conversation_id for it in solved} == set(picked) - set(drafts)
    assert all(desk.talks[it.conversation_id].status is Status.RESOLVED for it in solved)
    assert f"{len(solved)} requests solved" in window.desk_view.undo.bar.accessibleName()
    window.shortcuts["undo-send"].trigger()
    assert not any(desk.talks[it].status is Status.RESOLVED for it in picked)
    assert pane_of(window).view.picked_ids() == []


def test_what_an_undo_brings_back_is_in_the_list_at_once_though_the_pointer_is_over_it(window, desk):
    pane, opened = pane_of(window), window.desk_view.navigator.open_id
    before = [pane.model.id_at(row) for row in range(pane.model.rowCount())]
    for id_ in pick(window, 3):
        desk.talks[id_].draft = ""
    pane.model.set_held(True)
    window.shortcuts["solve"].trigger()
    window.desk_view.batch.owed_line.leave.click()
    pane.model.set_held(True)
    assert len(given(desk, ResolveConversation)) == 3
    window.shortcuts["undo-send"].trigger()
    assert [pane.model.id_at(row) for row in range(pane.model.rowCount())] == before
    assert pane._new_bar.isHidden()
    assert pane.view.open_id() == opened
    assert pane.view.currentIndex().row() == before.index(opened)


def test_one_solved_request_has_the_same_bar_and_is_what_the_undo_key_takes_back(window, desk):
    view = pane_of(window).view
    aside, solved = view.model().id_at(0), view.model().id_at(1)
    window.desk_view.batch.put_aside(window.desk_view.batch.cards_of([aside]), desk.now() + timedelta(days=1))
    window.desk_view.navigator.open(solved)
    window.shortcuts["solve"].trigger()
    assert window.desk_view.undo.bar.accessibleName() == "1 request solved"
    window.shortcuts["undo-send"].trigger()
    assert desk.talks[solved].status is not Status.RESOLVED
    assert desk.talks[aside].follow_up_at is not None


def test_what_cannot_be_done_is_left_and_said(qtbot, window, desk):
    picked = pick(window, 2)
    desk.talks[picked[0]].draft = "Здравствуйте"
    window.desk_view.batch.solve()
    assert window.desk_view.undo.bar.accessibleName() == "1 request solved · 1 left as it was"
    pick(window, 1)
    desk.talks[pane_of(window).view.picked_ids()[0]].draft = "Здравствуйте"
    window.desk_view.batch.solve()
    assert "Nothing to change there" in window.desk_view.batch._toast.accessibleName()


@pytest.fixture
def begun(window, desk):
    """A letter that is begun, beside requests that others know of."""
    inbox = next(it for it in desk.queries.inboxes() if it.channel is Channel.EMAIL)
    command = OpenByMail(
        desk._new("talk"), desk._new("entry"), inbox.id, desk._new("person"), desk._new("identity"),
        "new@x.example", "New", "Offer",
    )  # fmt: skip
    window.desk_view.bridge.submit(command)
    return command.request_id


def acts(batch):
    """What is done to many and seen by others."""
    return {
        "assign": lambda: batch.give_to(batch.cards(), batch.me),
        "solve": batch.solve,
        "aside": lambda: batch.put_aside(batch.cards(), batch._bridge.now() + timedelta(days=1)),
        "junk": batch.junk,
        "queue": lambda: batch.give_to(batch.cards(), QUEUES[1]),
    }


@pytest.mark.parametrize("act", ["assign", "solve", "aside", "junk", "queue"])
def test_an_act_on_several_leaves_begun_letters_out_and_says_so(window, desk, begun, act, monkeypatch):
    batch = window.desk_view.batch
    talk = next(it for it in desk.talks.values() if it.queue.id == QUEUES[0].id and not it.draft)
    talk.assignee, talk.status, talk.promise_due_at, talk.follow_up_at = None, Status.OPEN, None, None
    other = talk.id
    monkeypatch.setattr(pane_of(window).view, "picked_ids", lambda: [other, begun])
    desk.submitted.clear()
    acts(batch)[act]()
    assert {it.conversation_id for it in desk.submitted} == {other}
    assert desk.begun_by(begun) is not None
    assert window.desk_view.undo.bar.accessibleName().endswith(" · 1 begun letter left out")


@pytest.mark.parametrize("ask", ["assign", "follow_up", "solve"])
def test_when_only_begun_letters_are_picked_nothing_is_asked_and_it_is_said_why(window, desk, begun, ask, monkeypatch):
    batch = window.desk_view.batch
    monkeypatch.setattr(pane_of(window).view, "picked_ids", lambda: [begun])
    desk.submitted.clear()
    getattr(batch, ask)()  # a dialog would never end
    assert (desk.submitted, desk.begun_by(begun) is not None) == ([], True)
    assert "1 begun letter left out" in batch._toast.accessibleName()


def test_tags_of_a_begun_letter_wait_with_it(window, desk, begun, monkeypatch):
    batch = window.desk_view.batch
    monkeypatch.setattr(pane_of(window).view, "picked_ids", lambda: [begun])
    monkeypatch.setattr(TagDialog, "exec", lambda _self: 1)
    monkeypatch.setattr(TagDialog, "added", lambda _self: [fake_id("tag", 0)])
    monkeypatch.setattr(TagDialog, "removed", lambda _self: [])
    batch.tags()
    (command,) = given(desk, TagConversation)
    assert command.conversation_id == begun


def test_one_begun_letter_that_is_open_is_still_given_to_a_colleague(window, desk, begun):
    batch = window.desk_view.batch
    batch.give_to(batch.cards_of([begun]), None)
    assert [it.conversation_id for it in given(desk, AssignConversation)] == [begun]


def test_what_the_server_refuses_later_is_said_together(qtbot, window, desk):
    desk.go_offline()
    pick(window, 2)
    window.desk_view.batch.put_aside(window.desk_view.batch.cards(), desk.now() + timedelta(hours=1))
    (change_id, *_rest) = window.desk_view.batch.refusals.given
    desk.refuse(change_id, ChangeState.CONFLICT, "status_changed")
    toast = window.desk_view.batch._toast
    qtbot.waitUntil(lambda: toast.accessibleName().startswith("1 of 2 were refused"))


def test_assigning_tagging_reading_and_junk_go_to_all_that_are_picked(window, desk):
    batch = window.desk_view.batch
    picked = pick(window, 2)
    batch.give_to(batch.cards(), None)
    assert [it.conversation_id for it in given(desk, AssignConversation)] == picked
    pick(window, 2)
    batch.junk()
    assert len(given(desk, MarkJunk)) + 0 <= 2
    desk.submitted.clear()
    pick(window, 2)
    batch.mark_read()
    assert len(given(desk, MarkRead)) == sum(1 for it in desk.submitted if isinstance(it, MarkRead))


def test_a_request_dragged_to_a_queue_moves_there_and_to_my_inbox_becomes_mine(window, desk):
    dropping = window.desk_view.dropping
    talk = next(it for it in desk.talks.values() if it.queue.id == QUEUES[0].id)
    dropping.drop(View(ViewKind.QUEUE, QUEUES[1].id), [talk.id])
    (command,) = given(desk, ChangeQueue)
    assert (command.queue_id, command.expected_queue_id) == (QUEUES[1].id, QUEUES[0].id)
    other = next(it for it in desk.talks.values() if it.assignee is None)
    dropping.drop(View(ViewKind.MINE), [other.id])
    assert given(desk, AssignConversation)[-1].assignee_id == desk.person.user_id


@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize("hour", [0, 8, 14, 23])
def test_good_times_to_come_back_are_offered_in_their_order_and_none_twice(day, hour):
    now = datetime(2026, 11, 9 + day, hour, 20, 30, tzinfo=UTC)
    offered = [time for _name, time in times(now)]
    assert offered == sorted(set(offered))
    assert offered[0] > now


def test_following_up_offers_good_times_and_any_other(qtbot, window, desk):
    now = window.desk_view.bridge.now()
    offered = [time for _name, time in times(now)]
    dialog = FollowUpDialog(now, [None], window)
    assert dialog.until == offered[0]
    dialog.times.field.setDateTime(dialog.times.field.dateTime().addDays(2))
    assert dialog.until > now + timedelta(days=2)
    dialog.deleteLater()
    again = FollowUpDialog(now, [now], window)
    again.times.none.setChecked(True)
    assert again.until is None
    again.deleteLater()


def test_what_is_put_aside_is_in_follow_ups_and_says_until_when(window, desk):
    batch, pane = window.desk_view.batch, pane_of(window)
    me = desk.person.user_id
    first = next(
        it.id for it in desk.talks.values()
        if it.status is Status.WAITING_CUSTOMER and it.assignee and it.assignee.id == me
    )  # fmt: skip
    until = window.desk_view.bridge.now().replace(hour=23, minute=30)
    batch.put_aside(batch.cards_of([first]), until)
    assert given(desk, FollowUp)[0].until == until
    window.desk_view.workspace.rail.go_to(4)
    assert pane.model.view.kind is ViewKind.FOLLOW_UPS
    assert pane.model.rowCount() == 1
    assert "until 23:30" in pane.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_tags_are_half_ticked_where_only_some_have_them(qtbot, window, desk):
    tags = desk.queries.tags()
    dialog = TagDialog(tags, [(tags[0].name,), ()], window)
    assert dialog.list.item(0).checkState() is Qt.CheckState.PartiallyChecked
    assert (dialog.added(), dialog.removed()) == ((), ())
    qtbot.keyClick(dialog.field, Qt.Key.Key_Space)
    assert dialog.added() == (tags[0].id,)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Space)
    assert dialog.removed() == (tags[0].id,)
    dialog.deleteLater()


def test_enter_ticks_the_tag_that_was_found_by_its_letters(qtbot, window, desk):
    tags = desk.queries.tags()
    dialog = TagDialog(tags, [()], window)
    dialog.show()
    dialog.field.setText(dialog.list.item(0).text()[:4].lower())
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.added() == (tags[0].id,)
    assert dialog.result() == TagDialog.DialogCode.Accepted
    dialog.deleteLater()


def test_a_tag_is_found_by_any_of_its_names_and_shown_in_the_language_of_the_window(qtbot, window, desk):
    tag = TagRow(fake_id("tag", 99), "опт", {"en": "Wholesale", "ru": "Опт"})
    dialog = TagDialog([tag], [()], window)
    dialog.show()
    assert dialog.list.item(0).text() == "Wholesale"
    for typed in ("опт", "wholes"):
        dialog.field.setText(typed)
        assert not dialog.list.item(0).isHidden()
        assert not dialog.nothing.isVisible()
    dialog.field.setText("брак")
    assert dialog.nothing.isVisible()
    dialog.deleteLater()


def test_a_promise_counts_as_open_while_its_request_waits_for_the_customer(window, desk):
    rail = window.desk_view.workspace.rail
    rail._show_shift()
    before = rail.card._facts[-1]
    desk.talks[desk.queries.conversation_ids(View(ViewKind.PROMISES))[0]].status = Status.WAITING_CUSTOMER
    rail._show_shift()
    assert rail.card._facts[-1] == before


def test_of_several_it_is_asked_once_what_becomes_of_what_is_promised_and_one_undo_brings_all_back(window, desk):
    marina = talk_of(desk, MARINA)
    picked = pick(window, 3)
    assert marina.id in picked
    batch = window.desk_view.batch
    window.shortcuts["solve"].trigger()
    assert given(desk, ResolveConversation) == []
    assert batch.owed_line.text.startswith("Still promised: “Назвать дату замены”")
    window.shortcuts["solve"].trigger()
    assert batch.owed_line.keep.hasFocus()
    batch.owed_line.keep.click()
    solved = len(given(desk, ResolveConversation))
    assert (solved > 1, len(given(desk, SettlePromise))) == (True, 1)
    assert window.desk_view.undo.bar.accessibleName().startswith(f"{solved} requests solved · 1 promise kept")
    assert marina.promise_due_at is None
    assert batch.owed_line.text == ""
    window.shortcuts["undo-send"].trigger()
    assert marina.promise_due_at is not None
    assert marina.status is not Status.RESOLVED


def test_the_question_about_several_goes_with_their_picks(window, desk):
    pick(window, 3)
    window.shortcuts["solve"].trigger()
    assert window.desk_view.batch.owed_line.text
    pane_of(window).view.drop_picks()
    assert window.desk_view.batch.owed_line.text == ""
    assert given(desk, ResolveConversation) == []


def test_rows_stay_where_they_are_while_they_are_picked(window, qtbot):
    pane = window.desk_view.workspace.list_pane
    qtbot.waitUntil(pane.tabs.isVisible)
    before = pane.view.y()
    pane.view.setFocus()
    qtbot.keyClick(pane.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: pane.batch.isVisible() and pane.view.y() > 0)
    pane.layout().activate()
    assert pane.view.y() == before
