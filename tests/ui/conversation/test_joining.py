"""Fields, merges, links, moves and reasons, as an operator does them."""

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from app.client.drafting import Addressing
from app.client.row import DraftKind
from app.commands.conversation import AssignConversation
from app.commands.field import SetField
from app.commands.link import LinkConversations
from app.commands.merge import MergeConversations, UnmergeConversation
from app.commands.move import MoveEntries, UnmoveEntries
from app.domain.entry import AuthorKind, EntryKind
from app.domain.request_field import FieldName
from app.domain.status import Status
from tests.fakes.people import OLEG, Writer, at
from tests.ui.talk import MARINA, VECTOR, talk_of
from ui.conversation.item import Shape
from ui.conversation.line_dialog import LineDialog
from ui.conversation.request_picker import RequestPicker
from ui.conversation.why_dialog import why_sentences
from ui.talk_link import link_to, linked
from ui.translation import set_language

PAST = 1180


def words_of(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def choose(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text() == words).trigger()


def row_menu(pane, kind: EntryKind) -> QMenu:
    model = pane._model
    items = [model.item(row) for row in range(model.rowCount())]
    item = next(it for it in reversed(items) if it.entry is not None and it.entry.kind is kind)
    return pane.timeline.acts.menu(item)


@pytest.fixture
def waking(desk):
    """Marina's earlier request is open again."""
    talk = talk_of(desk, PAST)
    talk.status = Status.OPEN
    return talk


def test_a_field_is_chosen_in_a_menu_and_then_seen_in_the_header(opened, desk, qtbot):
    pane = opened(MARINA)
    choose(pane.talk.fields.menu(FieldName.PRIORITY, pane), "Urgent")
    command = desk.submitted[-1]
    assert command == SetField(talk_of(desk, MARINA).id, command.entry_id, FieldName.PRIORITY, "urgent", "normal")
    qtbot.waitUntil(pane.header.pills._buttons[FieldName.PRIORITY].isVisible)
    assert pane.header.pills._buttons[FieldName.PRIORITY].accessibleName() == "Priority: Urgent. Change"
    assert "Priority: Normal → Urgent · Anna" in pane._words.sentence(
        pane._model.item(pane._model.rowCount() - 1)
    ).replace("Анна Ким", "Anna")


def test_the_subject_is_typed_and_never_empty(opened, desk, qtbot):
    pane = opened(MARINA)
    pane.talk.fields.ask(FieldName.SUBJECT)
    dialog = pane.talk.fields.dialog
    assert isinstance(dialog, LineDialog)
    dialog.line.setText("  ")
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    dialog.line.setText("Новая тема")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert desk.submitted[-1].value == "Новая тема"


def test_a_subject_outlives_the_program_until_it_is_given_or_not(opened, desk, qtbot):
    pane, place = opened(MARINA), f"subject:{talk_of(desk, MARINA).id}"
    pane.talk.fields.ask(FieldName.SUBJECT)
    pane.talk.fields.dialog.line.setText("Замена плафона и возврат")
    qtbot.waitUntil(lambda: "возврат" in desk.drafts.unfinished(place))
    pane.talk.fields.ask(FieldName.SUBJECT)  # as after another start: the first one was never ended
    again = pane.talk.fields.dialog
    assert again.line.text() == "Замена плафона и возврат"
    again.reject()
    assert desk.drafts.unfinished(place) == ""


def test_the_subject_of_a_request_of_its_own_outlives_the_program(opened, desk, qtbot):
    pane = opened(MARINA)
    entry = next(it for it in talk_of(desk, MARINA).entries if it.kind is EntryKind.MESSAGE_IN)
    pane.talk.joins.ask_split([entry])
    pane.talk.joins.dialog.line.setText("Про второй заказ")
    qtbot.waitUntil(lambda: "второй" in desk.drafts.unfinished(f"split:{entry.entry_id}"))
    pane.talk.joins.ask_split([entry])
    assert pane.talk.joins.dialog.line.text() == "Про второй заказ"
    qtbot.keyClick(pane.talk.joins.dialog.line, Qt.Key.Key_Return)
    assert desk.drafts.unfinished(f"split:{entry.entry_id}") == ""


def test_the_same_value_again_is_no_change(opened, desk):
    pane = opened(MARINA)
    pane.talk.fields.set(FieldName.PRIORITY, "normal")
    assert not any(isinstance(it, SetField) for it in desk.submitted)


def test_an_earlier_request_stands_above_under_a_line_that_opens_it(opened, desk, qtbot):
    pane = opened(MARINA)
    shapes = [pane._model.item(row) for row in range(pane._model.rowCount())]
    first, second = [it for it in shapes if it.shape is Shape.BLOCK]
    assert (first.block.number, second.block.number) == (PAST, MARINA)
    assert pane._words.sentence(first).startswith("№ 1180 · E-mail · Срок доставки")
    with qtbot.waitSignal(pane.requested) as asked:
        pane.timeline.acts.act(first, pane.timeline._delegate.hit(first, 500, QPointF()))
    assert asked.args == [talk_of(desk, PAST).id]


def test_what_is_not_here_says_that_it_needs_the_network(opened, desk):
    talk_of(desk, PAST).missing = 3
    pane = opened(MARINA)
    gaps = [it for it in map(pane._model.item, range(pane._model.rowCount())) if it.shape is Shape.GAP]
    assert [pane._words.sentence(it) for it in gaps] == [
        "3 earlier entries are not on this computer, they need the network"
    ]


def test_a_request_is_merged_by_keys_and_what_was_being_written_goes_along(opened, desk, waking, qtbot):
    pane = opened(MARINA)
    pane.requested.connect(pane.open)
    desk.save_draft(talk_of(desk, MARINA).id, "Почти дописано")
    desk.save_draft(talk_of(desk, MARINA).id, "Спросить склад", DraftKind.NOTE)
    desk.save_draft(waking.id, "Звонила вчера", DraftKind.NOTE)
    act = desk.keep_file("act.pdf", "application/pdf", b"%PDF-")
    desk.save_draft_files(talk_of(desk, MARINA).id, [act])
    desk.drafts.address(talk_of(desk, MARINA).id, Addressing(cc=("boss@x.example",)))
    pane.slots()["merge"]()
    picker = pane.talk.joins.dialog
    assert isinstance(picker, RequestPicker)
    assert [picker.rows.item(row).text() for row in range(picker.rows.count())] == [
        "№ 1180 · Марина Соколова · Срок доставки · E-mail · Open"
    ]
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    command = next(it for it in desk.submitted if isinstance(it, MergeConversations))
    assert (command.conversation_id, command.target_id) == (talk_of(desk, MARINA).id, waking.id)
    assert pane.conversation_id == waking.id
    assert desk.queries.draft(waking.id) == "Почти дописано"
    assert desk.queries.draft(talk_of(desk, MARINA).id) == ""
    assert desk.queries.draft(waking.id, DraftKind.NOTE) == "Звонила вчера\n\nСпросить склад"
    assert desk.queries.draft(talk_of(desk, MARINA).id, DraftKind.NOTE) == ""
    assert list(desk.queries.draft_files(waking.id)) == [act]
    assert not desk.queries.draft_files(talk_of(desk, MARINA).id)
    assert desk.drafts.addressing(waking.id).cc == ("boss@x.example",)


def warned(pane) -> str:
    pane.slots()["merge"]()
    picker = pane.talk.joins.dialog
    said = picker.warning.text()
    assert picker.warning.isHidden() is not bool(said)
    assert picker.act.accessibleDescription() == said
    picker.reject()
    return said


def test_before_a_merge_it_is_said_that_the_other_request_is_solved_or_somebody_elses(opened, desk, waking):
    pane = opened(MARINA)
    assert warned(pane) == ""
    waking.assignee = OLEG
    assert warned(pane) == "It is with Олег Титов, who goes on with both."
    Writer(waking).add(EntryKind.STATUS, at("10:00", days=2), {"from": "open", "to": "resolved"}, OLEG)
    waking.status = Status.RESOLVED
    opens = "Олег Титов has solved it. The customer waits here, so it is opened again."
    assert warned(pane) == f"{opens} It is with Олег Титов, who goes on with both."
    waking.assignee = talk_of(desk, MARINA).assignee
    talk_of(desk, MARINA).waiting_since = None
    desk._tell(talk_of(desk, MARINA).id)
    assert warned(pane) == "Олег Титов has solved it. It stays solved."
    waking.status, waking.assignee = Status.OPEN, None
    assert warned(pane) == "It is nobody's: what is yours here waits in its queue then."


def merge_with_drafts(pane, desk, waking) -> UUID:
    """Marina's request is merged while an answer with a file and copies is being written; the change's id."""
    marina = talk_of(desk, MARINA).id
    pane.requested.connect(pane.open)
    desk.save_draft(marina, "Почти дописано")
    desk.save_draft(waking.id, "Звонила вчера", DraftKind.NOTE)
    desk.save_draft(marina, "Спросить склад", DraftKind.NOTE)
    desk.save_draft_files(marina, [desk.keep_file("act.pdf", "application/pdf", b"%PDF-")])
    desk.drafts.address(marina, Addressing(cc=("boss@x.example",)))
    pane.talk.joins._merge(waking.id)
    assert pane.conversation_id == waking.id
    return next(key for key, it in desk.outbox.items() if isinstance(it.command, MergeConversations))


def test_who_undoes_a_merge_is_where_they_were_with_what_they_wrote(opened, desk, waking):
    pane = opened(MARINA)
    marina = talk_of(desk, MARINA).id
    change_id = merge_with_drafts(pane, desk, waking)
    pane._bridge.undo(change_id)
    assert pane.conversation_id == marina
    assert (desk.queries.draft(marina), desk.queries.draft(waking.id)) == ("Почти дописано", "")
    notes = [desk.queries.draft(it, DraftKind.NOTE) for it in (marina, waking.id)]
    assert notes == ["Спросить склад", "Звонила вчера"]
    assert [it.name for it in desk.queries.draft_files(marina)] == ["act.pdf"]
    assert not desk.queries.draft_files(waking.id)
    assert desk.drafts.addressing(marina).cc == ("boss@x.example",)
    assert desk.drafts.addressing(waking.id).cc == ()


def test_what_was_written_on_after_a_merge_comes_back_with_it_and_nobody_is_led_away_from_elsewhere(
    opened, desk, waking
):
    pane = opened(MARINA)
    change_id = merge_with_drafts(pane, desk, waking)
    desk.save_draft(waking.id, "Почти дописано, и дальше")
    pane.open(talk_of(desk, VECTOR).id)
    pane._bridge.undo(change_id)
    assert pane.conversation_id == talk_of(desk, VECTOR).id
    assert desk.queries.draft(talk_of(desk, MARINA).id) == "Почти дописано, и дальше"
    assert desk.queries.draft(waking.id) == ""
    pane._bridge.undo(change_id)
    assert desk.queries.draft(talk_of(desk, MARINA).id) == "Почти дописано, и дальше"


def test_a_merge_or_a_move_that_was_taken_back_is_not_offered_to_be_taken_back_again(opened, desk, waking):
    pane = opened(MARINA)
    pane.talk.joins._merge(waking.id)
    desk.advance(seconds=9)
    line = next(it for it in talk_of(desk, MARINA).entries if it.kind is EntryKind.MERGE)
    assert pane.talk.joins.can_take_back(line)
    pane.talk.joins.take_back(line)
    assert not pane.talk.joins.can_take_back(line)


def test_a_row_that_names_a_person_or_a_queue_leads_to_no_request(opened, desk):
    talk = talk_of(desk, MARINA)
    desk.submit(AssignConversation(talk.id, UUID(int=77), UUID(int=78), talk.assignee.id))
    pane = opened(MARINA)
    words = words_of(row_menu(pane, EntryKind.ASSIGNED))
    assert not [it for it in words if it.startswith("Open")]


def test_a_merged_request_says_where_it_went_and_takes_it_back(opened, desk, waking):
    pane = opened(MARINA)
    pane.talk.joins._merge(waking.id)
    pane = opened(MARINA)
    assert "merged into № 1180" in pane.top.merged.text
    pane.top.merged.no.click()
    assert isinstance(desk.submitted[-1], UnmergeConversation)
    assert not pane.top.merged.isVisible()


def test_a_closed_request_is_not_offered_to_merge_into(opened):
    pane = opened(MARINA)
    pane.talk.joins.ask_merge()
    assert pane.talk.joins.dialog.rows.count() == 0
    assert not pane.talk.joins.dialog.act.isEnabled()
    nothing = pane.talk.joins.dialog.nothing
    assert (nothing.isVisible(), nothing.text()) == (True, "No other request of this customer goes on.")
    pane.talk.joins.dialog.line.setText("zzz")
    assert nothing.text() == "No request fits."
    pane.talk.joins.dialog.reject()


def test_the_buttons_of_merging_and_linking_are_verbs_in_russian_too(opened):
    pane = opened(MARINA)
    set_language("ru")
    try:
        for ask, words in ((pane.talk.joins.ask_merge, "Объединить"), (pane.talk.joins.ask_link, "Связать")):
            ask()
            assert pane.talk.joins.dialog.act.text() == words
            pane.talk.joins.dialog.reject()
    finally:
        set_language("en")


def test_any_request_is_found_to_link_with_and_the_link_is_removed_again(opened, desk):
    pane = opened(MARINA)
    pane.slots()["link"]()
    picker = pane.talk.joins.dialog
    for typed in ("акт сверки", "frn cdthrb"):
        picker.line.setText(typed)
        assert picker.rows.count() == 1, typed
    picker.act.click()
    menu = QMenu(pane)
    pane.talk.add_to_request(menu)
    assert any(words.startswith("Linked: № 1209") for words in words_of(menu))
    pane.talk.joins.unlink(talk_of(desk, VECTOR).id)
    assert [it.on for it in desk.submitted if isinstance(it, LinkConversations)] == [True, False]


def test_a_letter_becomes_a_request_of_its_own_and_comes_back(opened, desk, qtbot):
    pane = opened(MARINA)
    menu = row_menu(pane, EntryKind.MESSAGE_IN)
    choose(menu, "Make a request of its own…")
    dialog = pane.talk.joins.dialog
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    command = desk.submitted[-1]
    assert isinstance(command, MoveEntries)
    assert command.subject.startswith("Добрый день!")
    texts = [it.entry.payload.get("text") for it in map(pane._model.item, range(pane._model.rowCount())) if it.entry]
    assert not any(str(text).startswith("Добрый день! Есть новости") for text in texts[-3:])
    line = next(it for it in talk_of(desk, MARINA).entries if it.kind is EntryKind.MOVE)
    pane.talk.joins.take_back(line)
    assert isinstance(desk.submitted[-1], UnmoveEntries)


def test_why_a_letter_came_here_is_told_and_leads_to_where_it_belongs(opened, desk):
    reasons = [{"code": "thread.named", "mail": "<a@b>"}, {"code": "of_tomorrow", "x": "<b>1</b>"}]
    desk.receive(talk_of(desk, MARINA).id, "Ещё письмо", reasons=reasons)
    pane = opened(MARINA)
    pane.slots()["why"]()
    dialog = pane.talk.dialog
    assert [dialog.reasons.item(row).text() for row in range(dialog.reasons.count())] == [
        "It is in this request because it answers a letter of it (<a@b>).",
        "of_tomorrow (x: <b>1</b>)",
    ]
    dialog.elsewhere.click()
    assert isinstance(pane.talk.joins.dialog, RequestPicker)
    pane.talk.joins.dialog.reject()


@pytest.mark.parametrize(("switched", "told"), [
    ("needs_letter", "It went by another channel than the customer's: it needed a letter."),
    ("of_tomorrow", "It went by another channel than the customer's: of_tomorrow."),
])  # fmt: skip
def test_why_an_answer_went_by_another_channel_stands_in_its_reasons(desk, switched, told):
    entry = next(it for it in talk_of(desk, MARINA).entries if it.kind is EntryKind.MESSAGE_IN)
    answer = replace(entry, author_kind=AuthorKind.USER, payload={"text": "Да", "switched": switched})
    assert list(why_sentences(answer)) == [told]


def test_a_link_to_a_message_is_copied_and_leads_back_to_it(opened, desk):
    pane = opened(MARINA)
    menu = row_menu(pane, EntryKind.CALL)
    choose(menu, "Copy link to this message")
    talk_id, entry_id = linked(QGuiApplication.clipboard().text())
    assert talk_id == talk_of(desk, MARINA).id
    assert pane.show_entry(entry_id)
    assert pane._model.item(pane.timeline.currentIndex().row()).entry.kind is EntryKind.CALL
    assert not pane.show_entry(UUID(int=1))
    pane.slots()["copy-link"]()
    assert linked(QGuiApplication.clipboard().text()) == (talk_id, None)


@pytest.mark.parametrize(
    "address",
    ["deskhand://request/x", "https://request/" + str(UUID(int=1)), "deskhand://call?from=1",
     "deskhand://request/" + "1" * 300,
     "deskhand://request/" + "/".join([str(UUID(int=1))] * 3), "\x00", "deskhand://[bad"],
)  # fmt: skip
def test_an_address_that_is_none_of_ours_leads_nowhere(address):
    assert linked(address) is None
    assert linked(link_to(UUID(int=1))) == (UUID(int=1), None)


def test_a_day_of_another_request_is_a_row_of_its_own(opened, desk):
    talk = talk_of(desk, PAST)
    same_day = next(it for it in talk_of(desk, MARINA).entries if it.at >= at("10:00"))
    talk.entries = [replace(same_day, entry_id=UUID(int=5), conversation_id=talk.id)]
    pane = opened(MARINA)
    keys = [pane._model.item(row).key for row in range(pane._model.rowCount())]
    assert len(set(keys)) == len(keys)
