"""What an operator sees and does in the open conversation."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.client.port import Problem, Trouble
from app.commands.conversation import AssignConversation, MarkRead, ResolveConversation, SetStatus
from app.commands.message import WriteNote
from app.domain.status import Status
from tests.fakes.people import ME, OLEG, fake_id
from tests.ui.shell.test_quick_opening import Heard
from tests.ui.shell.test_quiet_news import counted
from tests.ui.talk import EMMA, MARINA, ROBOT, TIMUR, UNKNOWN, VECTOR, fill, say, talk_of
from ui.conversation.item import Shape
from ui.conversation.loaded import PAGE
from ui.files.file_dialog import FileDialog
from ui.theme.controller import Look
from ui.translation import set_language


def sentences(pane) -> list[str]:
    model = pane.timeline.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [model.index(row).data(role) for row in range(model.rowCount())]


def shapes(pane) -> list[Shape]:
    model = pane.timeline.model()
    return [model.item(row).shape for row in range(model.rowCount())]


def test_marinas_talk_has_a_day_a_letter_a_call_a_note_and_a_bubble(opened):
    pane = opened(MARINA)
    assert {Shape.DAY, Shape.LINE, Shape.MAIL, Shape.CALL, Shape.NOTE, Shape.BUBBLE, Shape.BLOCK} == set(shapes(pane))
    told = sentences(pane)
    assert "Today, 12 November" in told
    assert any(text.startswith("Outgoing call, 4:12, 10:21") for text in told)
    assert any(text.startswith("Олег Титов, note for colleagues, 14:06: Плафон") for text in told)
    assert any("Promised to the customer: Назвать дату замены, by 15:00" in text for text in told)
    assert any("плафон-1.jpg" in text for text in told)


@pytest.mark.parametrize(
    ("language", "mark"),
    [
        ("en", "not the customer's address; an answer goes to the customer"),
        ("ru", "адрес не клиента; ответ получит клиент"),
    ],
)
def test_a_strangers_letter_bears_their_name_and_a_mark_that_can_be_seen_and_heard(opened, desk, language, mark):
    set_language(language)
    say(desk, VECTOR, "Пересылаю вам переписку.", subject="Fwd", stranger=True, **{"from": "Чужой <x@other.example>"})
    pane = opened(VECTOR)
    model = pane.timeline.model()
    item = next(
        item
        for row in range(model.rowCount())
        if (item := model.item(row)).entry is not None and item.entry.payload.get("stranger")
    )
    assert pane._words.headline(item.entry)[1] == mark
    assert mark in pane._words.sentence(item)
    assert not [text for text in sentences(pane) if mark in text and "Пересылаю" not in text]


def test_the_language_changes_at_once(opened, qtbot):
    pane = opened(MARINA)
    set_language("ru")
    QApplication.sendEvent(pane, QEvent(QEvent.Type.LanguageChange))
    assert "Сегодня, 12 ноября" in sentences(pane)
    assert pane.header._status.text() == "Открыто"
    assert pane.strip.facts[1].text == "Марина Андреевна, на «вы»"


def test_the_look_and_the_text_size_change_at_once(opened, theme_controller):
    pane = opened(MARINA)
    before = pane.timeline.verticalScrollBar().maximum()
    light = pane.grab().toImage().pixelColor(300, 10)
    theme_controller.set_look(Look.DARK)
    assert pane.grab().toImage().pixelColor(300, 10) != light
    theme_controller.set_text_percent(150)
    pane.grab()
    assert pane.timeline.verticalScrollBar().maximum() > before


def test_it_opens_at_the_end_and_later_where_it_was_left(opened, desk, qtbot):
    fill(desk, MARINA, 200)
    pane = opened(MARINA)
    bar = pane.timeline.verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(bar.maximum() - 500)
    top = at_the_top(pane)
    opened(EMMA)
    opened(MARINA)
    assert bar.value() < bar.maximum()
    assert at_the_top(pane) == top


def at_the_top(pane):
    """The row at the upper edge, and where it begins."""
    view = pane.timeline
    index = view.indexAt(QPoint(view.width() // 2, 0))
    return view.model().item(index.row()).key, view.visualRect(index).top()


def test_older_entries_come_in_pages_and_what_is_read_stays_where_it_is(opened, desk, qtbot):
    fill(desk, MARINA, 170)
    pane = opened(MARINA)
    view, model = pane.timeline, pane.timeline.model()
    assert sum(shape is not Shape.DAY for shape in shapes(pane)) == PAGE
    view.verticalScrollBar().setValue(30)
    index = view.indexAt(view.rect().center())
    key, top = model.item(index.row()).key, view.visualRect(index).top()
    qtbot.waitUntil(lambda: model.rowCount() > PAGE + 5)
    assert abs(view.visualRect(model.index(model.row_of(key))).top() - top) <= 1


def test_no_entry_is_lost_or_doubled_where_pages_meet_within_one_instant(opened, desk):
    fill(desk, MARINA, 170)
    model = opened(MARINA).timeline.model()
    while model.load_older():
        pass
    texts = [model.item(row).entry.payload["text"] for row in range(model.rowCount()) if model.item(row).entry]
    mine = [text for text in texts if text.startswith("message ")]
    assert mine == [f"message {n}" for n in range(170)]


def test_a_new_message_appears_at_the_end_and_is_marked_read(opened, desk):
    pane = opened(MARINA)
    say(desk, MARINA, "Спасибо!")
    bar = pane.timeline.verticalScrollBar()
    assert sentences(pane)[-1].endswith("Спасибо!")
    assert bar.value() == bar.maximum()
    assert any(isinstance(command, MarkRead) for command in desk.submitted)
    assert not pane.card.row.unread


def test_a_note_is_seen_at_once_however_long_the_copy_takes_to_hold_it(opened, desk, monkeypatch):
    pane = opened(MARINA)
    monkeypatch.setattr(desk, "_tell", lambda _conversation_id: None)  # nobody is told: the writer is busy
    read = counted(monkeypatch, desk.queries, "card")
    painted = Heard(pane.timeline.viewport(), QEvent.Type.Paint)
    pane._bridge.submit(WriteNote(pane.conversation_id, fake_id("note"), "Она ждёт звонка"))
    assert "note for colleagues" in sentences(pane)[-1]
    assert "Она ждёт звонка" in sentences(pane)[-1]
    assert (painted.times, read) == (1, [])


def test_of_a_long_talk_only_the_newest_entries_are_read_for_a_note(opened, desk, monkeypatch):
    fill(desk, MARINA, 60)
    pane = opened(MARINA)
    monkeypatch.setattr(desk, "_tell", lambda _conversation_id: None)
    asked = counted(monkeypatch, desk.queries, "timeline")
    before = sentences(pane)
    pane._bridge.submit(WriteNote(pane.conversation_id, fake_id("note"), "Она ждёт звонка"))
    assert asked == [(pane.conversation_id, 8)]
    assert [it for it in sentences(pane) if "Она ждёт звонка" in it] == sentences(pane)[-1:]
    assert sentences(pane)[: len(before)] == before


def test_what_came_unheard_before_a_note_is_shown_with_it(opened, desk, monkeypatch):
    fill(desk, MARINA, 60)
    pane = opened(MARINA)
    monkeypatch.setattr(desk, "_tell", lambda _conversation_id: None)
    for number in range(12):
        desk.receive(pane.conversation_id, f"unheard {number}", channel="chat")
    pane._bridge.submit(WriteNote(pane.conversation_id, fake_id("note"), "Она ждёт звонка"))
    assert [it for number in range(12) for it in sentences(pane) if it.endswith(f"unheard {number}")]
    assert sum("unheard" in it for it in sentences(pane)) == 12
    assert "Она ждёт звонка" in sentences(pane)[-1]


def test_a_note_that_is_seen_already_is_not_painted_again_when_it_is_written(opened, desk):
    pane = opened(MARINA)
    pane._bridge.submit(WriteNote(pane.conversation_id, fake_id("note"), "Она ждёт звонка"))
    QApplication.processEvents()
    rows, painted = pane.timeline.model().rowCount(), Heard(pane.timeline.viewport(), QEvent.Type.Paint)
    desk._tell(pane.conversation_id)
    QApplication.processEvents()
    assert (pane.timeline.model().rowCount(), painted.times) == (rows, 0)


def test_a_new_message_does_not_move_what_is_being_read(opened, desk):
    fill(desk, MARINA, 90)
    pane = opened(MARINA)
    bar = pane.timeline.verticalScrollBar()
    bar.setValue(bar.maximum() - 600)
    place = bar.value()
    say(desk, MARINA, "Ещё вопрос")
    assert bar.value() == place
    assert not pane._newer.isHidden()
    pane._newer.click()
    assert bar.value() == bar.maximum()
    assert pane._newer.isHidden()


def test_what_was_not_on_the_screen_does_not_count_as_seen(opened, desk):
    fill(desk, MARINA, 90)
    pane = opened(MARINA)
    pane.timeline.verticalScrollBar().setValue(pane.timeline.verticalScrollBar().maximum() - 600)
    say(desk, MARINA, "Ещё вопрос")
    assert pane._composer.face.envelope.seen_seq == 90
    pane.timeline.to_end()
    assert pane._composer.face.envelope.seen_seq == 91


def test_after_a_restore_only_what_is_on_the_screen_then_counts_as_seen(opened, desk, monkeypatch):
    fill(desk, MARINA, 90)
    pane = opened(MARINA)
    opened(EMMA)
    opened(MARINA)
    composer = pane._composer
    assert composer.face.envelope.seen_seq == 90
    with monkeypatch.context() as restored:
        restored.setattr(pane.timeline.place, "seen_seq", lambda: 80)  # the server has lost the last ten
        desk._tell(everything=True)
        assert composer.face.envelope.seen_seq == 80
        restored.setattr(pane.timeline.place, "seen_seq", lambda: 70)
        desk._tell_anew(talk_of(desk, MARINA).id)  # and the log is read anew
        assert composer.face.envelope.seen_seq == 70
    opened(EMMA)
    desk._tell_anew(talk_of(desk, MARINA).id)
    assert talk_of(desk, MARINA).id not in pane._seen


def test_the_status_menu_offers_only_what_may_follow(opened, desk):
    pane = opened(MARINA)
    names = [action.text() for action in pane.header.status_menu().actions()]
    assert names == ["Waiting for customer", "On hold", "Solved", "Spam"]
    pane.header.status_chosen.emit(Status.ON_HOLD)
    assert isinstance(desk.submitted[-1], SetStatus)
    assert pane.card.row.status is Status.ON_HOLD


def test_solving_tells_the_list(opened, desk, qtbot):
    pane = opened(EMMA)
    with qtbot.waitSignal(pane.solved) as told:
        pane.solve()
    assert told.args == [talk_of(desk, EMMA).id]
    assert isinstance(desk.submitted[-1], ResolveConversation)
    pane.solve()
    assert sum(isinstance(command, ResolveConversation) for command in desk.submitted) == 1


def test_a_colleague_is_chosen_from_the_header(opened, desk):
    pane = opened(MARINA)
    pane.header.assignee_chosen.emit(OLEG.id)
    command = desk.submitted[-1]
    assert isinstance(command, AssignConversation)
    assert (command.assignee_id, command.expected_assignee_id) == (OLEG.id, ME.id)
    assert pane.header.owner.text() == OLEG.name


def test_the_deadline_runs_and_then_says_how_late_it_is(opened, desk):
    pane = opened(MARINA)
    assert pane.header._sla.accessibleName() == "reply due in 22 min"
    desk.advance(minutes=25)
    pane.top.tick()
    assert pane.header._sla.accessibleName() == "reply late +03:00"


def test_a_first_contact_is_told_in_the_strip(opened):
    assert any(fact.text.startswith("First contact") for fact in opened(UNKNOWN).strip.facts)
    assert not any(fact.text.startswith("First contact") for fact in opened(ROBOT).strip.facts)


def test_quoted_history_is_folded_until_enter_unfolds_it(opened, qtbot):
    pane = opened(VECTOR)
    view = pane.timeline
    index = view.model().index(view.model().rowCount() - 1)
    height = view.visualRect(index).height()
    view.setCurrentIndex(index)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.visualRect(index).height() > height
    assert "частично" in view.indexWidget(index).toPlainText()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.visualRect(index).height() == height


def test_the_current_row_can_be_selected_and_read(opened):
    view = opened(MARINA).timeline
    last = view.model().index(view.model().rowCount() - 1)
    view.setCurrentIndex(last)
    browser = view.indexWidget(last)
    assert browser.toPlainText().startswith("Добрый день!")
    assert browser.isReadOnly()
    assert not browser.openLinks()
    view.setCurrentIndex(view.model().index(view.model().rowCount() - 2))
    assert view.indexWidget(last) is None


def test_a_message_says_in_words_how_far_it_got(opened, desk):
    desk.go_offline()
    pane = opened(MARINA)
    pane._composer.reply_editor.insert("Добрый день!")
    pane._composer.send()
    assert "will be sent" in sentences(pane)[-1]
    desk.go_online()
    assert "will be sent" not in sentences(pane)[-1]


def test_a_conversation_that_is_not_here_shows_that_nothing_is_chosen(pane, desk):
    pane.open(talk_of(desk, MARINA).id)
    pane.open(None)
    assert pane.card is None
    assert pane._empty.isVisible()
    pane.solve()
    assert not desk.submitted or not isinstance(desk.submitted[-1], ResolveConversation)


def test_a_missed_call_is_a_card(opened):
    assert Shape.CALL in shapes(opened(TIMUR))


def test_yesterday_is_called_so(opened, desk):
    desk.advance(days=1)
    assert any(text.startswith("Yesterday, 12") for text in sentences(opened(MARINA)))
    assert desk.now() - timedelta(days=1)


def test_a_new_message_is_announced_at_most_once_in_three_seconds(opened, desk):
    pane = opened(MARINA)
    heard: list[str] = []
    pane.heard.connect(heard.append)
    say(desk, MARINA, "one")
    say(desk, MARINA, "two")
    desk.advance(seconds=3)
    say(desk, MARINA, "three")
    assert [text.rsplit(": ", 1)[1] for text in heard] == ["one", "three"]
    assert heard[0].startswith("New message. Марина Соколова, Web chat")


def test_a_short_talk_stands_at_the_bottom_next_to_the_composer(opened):
    view = opened(UNKNOWN).timeline
    last = view.model().index(view.model().rowCount() - 1)
    bottom = view.viewport().mapTo(view, view.visualRect(last).bottomLeft()).y()
    assert view.verticalScrollBar().maximum() == 0
    assert abs(view.height() - 1 - bottom) <= 1
    opened(MARINA)
    fresh = view.viewport().mapTo(view, view.visualRect(view.model().index(view.model().rowCount() - 1)).bottomLeft())
    assert abs(view.height() - 1 - fresh.y()) <= 1


def test_a_full_disk_is_told_above_the_talk_and_changes_nothing(opened, desk, monkeypatch):
    def full(command, *, undo_ms=0):
        raise Trouble(Problem.DISK_FULL)

    pane = opened(MARINA)
    monkeypatch.setattr(desk, "submit", full)
    told: list[object] = []
    pane.solved.connect(told.append)
    pane.solve()
    for act in (
        pane.solving.line.leave.click,
        lambda: pane.acts.set_status(Status.ON_HOLD),
        lambda: pane.acts.assign(OLEG.id),
    ):
        pane.top.trouble.hide()
        act()
        assert pane.top.trouble.isVisible()
        assert pane.top.trouble.text.startswith("The disk is full")
    assert not told
    assert pane.card.row.status is Status.OPEN
    opened(EMMA)
    assert pane.top.trouble.isHidden()


def test_a_file_that_is_not_here_is_fetched_and_one_that_is_can_be_saved(opened, desk, monkeypatch, tmp_path):
    pane = opened(MARINA)
    file = next(file for entry in talk_of(desk, MARINA).entries for file in entry.files)
    asked: list[str] = []

    def ask(_parent, _title, name):
        asked.append(name)
        return str(tmp_path / "photo.jpg"), ""

    monkeypatch.setattr(FileDialog, "getSaveFileName", ask)
    pane.opener.files.save(file)
    pane.opener.files.wait()
    assert desk.wanted_blobs[-1] == file.blob
    assert not asked
    desk.blobs[file.blob] = b"bytes"
    pane.opener.files.save(file)
    pane.opener.files.wait()
    assert asked == [file.name]
    assert (tmp_path / "photo.jpg").read_bytes() == b"bytes"


def test_a_file_that_cannot_be_written_says_so(opened, desk, monkeypatch, tmp_path):
    pane = opened(MARINA)
    file = next(file for entry in talk_of(desk, MARINA).entries for file in entry.files)
    desk.blobs[file.blob] = b"bytes"
    monkeypatch.setattr(FileDialog, "getSaveFileName", lambda *_asked: (str(tmp_path / "no" / "such"), ""))
    pane.opener.files.save(file)
    pane.opener.files.wait()
    assert pane.top.trouble.text.startswith("The file could not be saved there")


@pytest.mark.parametrize(("percent", "height", "lines"), [
    (100, 900, 3), (100, 600, 2), (150, 900, 3), (150, 719, 1), (150, 600, 1),
])  # fmt: skip
def test_a_low_window_and_large_text_leave_an_empty_text_fewer_lines(
    pane, theme_controller, qtbot, percent, height, lines
):
    theme_controller.set_text_percent(percent)
    pane.resize(700, height)
    qtbot.waitUntil(lambda: pane._composer.face.fewest_lines == lines)
    theme_controller.set_text_percent(100)
