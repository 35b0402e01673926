"""The whole window over the fake desk: places, keys, undo, changes that need attention."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QTabBar, QWidget
from shiboken6 import delete

from app.client.view import View, ViewKind
from app.commands.conversation import AssignConversation
from app.commands.customer import StatePreference
from app.commands.junk import MarkJunk
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.status import Status
from app.language.care import Care
from tests.fakes.desk import FakeDesk
from tests.fakes.people import ME
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.assign import AssignDialog
from ui.shell.history import History
from ui.shell.key_sheet import KeysDialog
from ui.shell.layout import RightSide, width_class
from ui.shell.mnemonic import with_mnemonics
from ui.shell.panes import build_screens
from ui.shell.shortcuts import MENUS
from ui.theme.tokens import theme
from ui.translation import set_language


def talk_of(desk, number):
    return next(talk for talk in desk.talks.values() if talk.number == number)


def open_talk(window, desk, number):
    talk = talk_of(desk, number)
    view = window.desk_view.workspace.list_pane.view
    view.setCurrentIndex(view.index_of(talk.id))
    return talk


@pytest.mark.parametrize(
    ("width", "rail", "right"),
    [
        (1024, 52, RightSide.HIDDEN),
        (1280, 52, RightSide.TABS),
        (1440, 196, RightSide.STACKED),
        (1920, 216, RightSide.COLUMNS),
        (3840, 232, RightSide.COLUMNS),
    ],
)
def test_widths_follow_the_designs_table(width, rail, right):
    assert (width_class(width).rail, width_class(width).right) == (rail, right)


def test_the_window_opens_on_the_most_urgent_conversation(window, desk):
    assert window.desk_view.navigator.open_id == talk_of(desk, 1197).id
    assert window.windowTitle() == "My inbox — Дом и Свет — Deskhand"


def test_every_action_has_a_menu_and_no_key_twice(window):
    keys = [action.shortcut().toString() for action in window.shortcuts.actions.values()]
    keys = [key for key in keys if key]
    assert len(keys) == len(set(keys))
    listed = {action_id for _menu, ids in MENUS for action_id in ids if action_id}
    assert listed == set(window.shortcuts.actions)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_mnemonics_of_a_menu_differ(window, language):
    set_language(language)
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    for menu in window.shortcuts._menus.values():
        texts = [action.text() for action in menu.actions() if action.isVisible() and not action.isSeparator()]
        marks = [text[text.index("&") + 1].casefold() for text in texts if "&" in text]
        assert len(marks) == len(set(marks))


def test_mnemonics_prefer_first_letters():
    assert with_mnemonics(["Back", "Bold", "b"]) == ["B&ack", "B&old", "&b"]
    assert with_mnemonics(["b", "b"]) == ["&b", "b"]


def test_a_number_key_goes_to_that_place(window):
    window.shortcuts["view2"].trigger()
    pane = window.desk_view.workspace.list_pane
    assert pane.header.title.text == "Unassigned"
    assert window.desk_view.navigator.open_id == pane.model.id_at(0) == window.desk_view.screens.talk.card.row.id


def test_a_place_that_holds_what_is_open_leaves_it_open(window, desk):
    talk = open_talk(window, desk, 1204)
    numbers = window.shortcuts.names.index(talk.queue.names["en"]) + 1
    window.shortcuts[f"view{numbers}"].trigger()
    assert window.desk_view.navigator.open_id == talk.id


def test_in_an_empty_place_nothing_of_the_former_one_is_open_and_new_mail_waits_to_be_chosen(window, desk):
    for talk in desk.talks.values():
        talk.assignee = talk.assignee or ME
    desk._tell(everything=True)
    window.shortcuts["view2"].trigger()
    navigator = window.desk_view.navigator
    assert navigator.open_id is None
    assert window.desk_view.screens.talk.card is None
    assert not window.shortcuts["solve"].isEnabled()
    desk.receive(talk_of(desk, 1204).id, "Ещё вопрос")
    assert navigator.open_id is None
    window.shortcuts["back"].trigger()
    assert navigator.open_id is not None


@pytest.mark.parametrize(("language", "second"), [("en", "Unassigned"), ("ru", "Не назначены")])
def test_number_keys_are_named_by_their_places_in_the_menu_and_in_the_list_of_keys(qtbot, window, language, second):
    set_language(language)
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert window.shortcuts["view2"].text().replace("&", "") == second
    keys = KeysDialog(window.shortcuts, window)
    qtbot.addWidget(keys)
    names = [keys.table.item(row, 0).text() for row in range(keys.table.rowCount())]
    assert second in names


def test_taking_the_next_assigns_it_and_opens_it(window, desk):
    window.shortcuts["next"].trigger()
    taken = next(it for it in desk.submitted if isinstance(it, AssignConversation))
    assert taken.assignee_id == ME.id
    assert window.desk_view.navigator.open_id == taken.conversation_id


def test_what_was_taken_is_a_row_as_soon_as_this_computer_has_it_though_the_order_of_the_list_rests(
    window, desk, monkeypatch
):
    pane, late, give = window.desk_view.workspace.list_pane, [], desk.submit
    monkeypatch.setattr(desk, "submit", lambda command, **_more: late.append(command) or command.entry_id)
    window.shortcuts["next"].trigger()
    taken = next(it for it in late if isinstance(it, AssignConversation))
    assert pane.model.row_of(taken.conversation_id) < 0
    pane.model.set_held(True)
    monkeypatch.setattr(desk, "submit", give)
    give(taken)
    window.desk_view.bridge._settle()
    row = pane.model.row_of(taken.conversation_id)
    assert row >= 0
    assert pane.view.currentIndex().row() == row
    assert pane._new_bar.isHidden()


def test_who_waits_in_a_live_chat_is_taken_before_every_letter_the_longest_waiting_first(window, desk):
    first = desk.open_talk("Вера", "Размер", "Здравствуйте, вы тут?", Channel.CHAT)
    second = desk.open_talk("Глеб", "Цвет", "Есть белая?", Channel.TELEGRAM)
    gone = desk.open_talk("Инна", "Вчера", "Ау?", Channel.CHAT)
    desk.talks[first].waiting_since = desk.now() - timedelta(minutes=3)
    desk.talks[second].waiting_since = desk.now() - timedelta(minutes=1)
    old = desk.now() - timedelta(hours=9)
    desk.talks[gone].waiting_since = old
    desk.talks[gone].entries = [replace(it, at=old) for it in desk.talks[gone].entries]
    letters = [talk.id for talk in desk.talks.values() if talk.assignee is None and talk.channel is Channel.EMAIL]
    for _press in range(3):
        window.shortcuts["next"].trigger()
        desk.talks[window.desk_view.navigator.open_id].read_seq = 99
    taken = [it.conversation_id for it in desk.submitted if isinstance(it, AssignConversation)]
    assert taken[:2] == [first, second]
    assert taken[2] in letters


def test_a_live_chat_of_another_queue_comes_before_the_letters_of_the_shown_one(window, desk):
    chat = desk.open_talk("Вера", "Размер", "Здравствуйте, вы тут?", Channel.CHAT)
    queues = [talk.queue for talk in desk.talks.values() if talk.assignee is None and talk.id != chat]
    other = next(it for it in queues if it != desk.talks[chat].queue)
    window.desk_view.workspace.list_pane.set_view(View(ViewKind.QUEUE, other.id))
    window.shortcuts["next"].trigger()
    assert window.desk_view.navigator.open_id == chat
    assert window.desk_view.workspace.list_pane.model.view.kind is ViewKind.MINE


def test_in_live_chats_the_next_is_ones_own_where_somebody_has_written(window, desk):
    chats = [desk.open_talk(name, "Вопрос", "Здравствуйте", Channel.CHAT) for name in ("Вера", "Глеб")]
    waiting = desk.open_talk("Инна", "Вопрос", "Здравствуйте", Channel.CHAT)
    for chat in chats:
        desk.talks[chat].assignee, desk.talks[chat].status = ME, Status.OPEN
        desk.talks[chat].waiting_since = desk.now()
    navigator = window.desk_view.navigator
    navigator.open(chats[0])
    window.shortcuts["next"].trigger()
    assert navigator.open_id == chats[1]
    assert not [it for it in desk.submitted if isinstance(it, AssignConversation)]
    desk.talks[chats[0]].read_seq = desk.talks[chats[1]].read_seq = 99
    for talk in desk.talks.values():
        talk.read_seq = talk.read_seq if talk.assignee is not ME else 99
    window.shortcuts["next"].trigger()
    assert navigator.open_id == waiting


def test_a_key_greets_from_anywhere_in_the_open_request(window, desk):
    view = window.desk_view
    open_talk(window, desk, 1204)
    view.workspace.list_pane.view.setFocus()
    window.shortcuts["greet"].trigger()
    composer = view.screens.composer
    assert view.screens.guide.opening_text
    assert composer.reply_editor.text.startswith(view.screens.guide.opening_text)
    window.shortcuts["greet"].trigger()
    assert composer.face.hint.text == "The greeting is in the reply already."
    assert composer.reply_editor.text.count(view.screens.guide.opening_text) == 1


def test_a_sentence_for_a_first_contact_goes_where_one_writes(window, desk):
    view = window.desk_view
    talk = next(it for it in desk.talks.values() if it.channel is Channel.EMAIL and it.status is Status.OPEN)
    talk.customer = replace(talk.customer, first_contact=True, preferences=(), history=())
    view.navigator.open(talk.id)
    view.screens.greet()
    view.screens.guide.care.buttons[Care.NEXT].click()
    editor = view.screens.composer.reply_editor
    assert editor.text.startswith(view.screens.guide.opening_text)
    assert editor.textCursor().selectedText().startswith("[[")


def test_back_and_forward_walk_the_way_one_came(window, desk):
    first = window.desk_view.navigator.open_id
    second = open_talk(window, desk, 1204).id
    window.shortcuts["back"].trigger()
    assert window.desk_view.navigator.open_id == first
    window.shortcuts["forward"].trigger()
    assert window.desk_view.navigator.open_id == second


def test_history_forgets_what_was_ahead():
    from uuid import UUID

    one, two, three = (UUID(int=number) for number in (1, 2, 3))
    history = History()
    for place in (one, two):
        history.visit(place)
    assert history.step(-1) == one
    history.visit(three)
    assert not history.can_step(1)
    assert history.step(-1) == one


def test_a_sent_letter_can_be_taken_back(window, desk):
    talk = open_talk(window, desk, 1209)
    bridge = window.desk_view.bridge
    bridge.submit(Reply(talk.id, bridge.new_id(), "Акт во вложении.", Channel.EMAIL, 1), undo_ms=8_000)
    bar = window.desk_view.undo.bar
    assert bar.isVisible()
    assert window.shortcuts["undo-send"].isEnabled()
    window.shortcuts["undo-send"].trigger()
    assert talk.draft == "Акт во вложении."
    assert not bar.isVisible()
    assert not window.shortcuts["undo-send"].isEnabled()


def test_a_letter_that_leaves_can_be_taken_back_whatever_is_done_after_it(window, desk):
    talk, others = open_talk(window, desk, 1209), [talk_of(desk, 1204), talk_of(desk, 1212)]
    bridge, undo = window.desk_view.bridge, window.desk_view.undo
    bridge.submit(Reply(talk.id, bridge.new_id(), "Акт во вложении.", Channel.EMAIL, 1), undo_ms=8_000)
    letter = undo.bar
    for other in others:
        bridge.submit(MarkJunk(other.id, bridge.new_id(), other.status_rev), undo_ms=8_000)
    assert undo.bars == [letter, undo.bar]
    assert letter.isVisible()
    assert letter.geometry().bottom() < undo.bar.geometry().top()
    assert [bar._button.text().partition(" (")[0] for bar in undo.bars] == ["Undo", "Undo"]
    assert "(" not in letter._button.text()
    letter._button.click()
    assert talk.draft == "Акт во вложении."
    window.shortcuts["undo-send"].trigger()
    assert [other.status is Status.SPAM for other in others] == [True, False]
    assert undo.bars == []
    assert not window.shortcuts["undo-send"].isEnabled()


def test_a_letter_written_without_a_network_is_not_said_to_be_leaving_until_there_is_one(window, desk):
    talks = [open_talk(window, desk, number) for number in (1209, 1212)]
    desk.go_offline()
    bridge, undo = window.desk_view.bridge, window.desk_view.undo
    for talk in talks:
        bridge.submit(Reply(talk.id, bridge.new_id(), "Ответ", Channel.EMAIL, 1), undo_ms=8_000)
    names = [talk.customer.name for talk in talks]
    waiting = [bar.height() for bar in undo.bars]
    assert [bar.accessibleName() for bar in undo.bars] == [f"{it}: the letter waits for the network" for it in names]
    desk.go_online()
    assert [bar.accessibleName() for bar in undo.bars] == [f"{it}: the letter is leaving" for it in names]
    assert [bar.height() for bar in undo.bars] < waiting
    above, below = (bar.geometry() for bar in undo.bars)
    assert below.top() - above.bottom() - 1 == theme().space(3)


def test_what_can_still_be_undone_is_said_in_the_language_one_changes_to(window, desk):
    first, second = open_talk(window, desk, 1209), open_talk(window, desk, 1212)
    bridge, undo = window.desk_view.bridge, window.desk_view.undo
    bridge.submit(Reply(first.id, bridge.new_id(), "Ответ", Channel.EMAIL, 1), undo_ms=8_000)
    bridge.submit(MarkJunk(second.id, bridge.new_id(), second.status_rev, "news@x.example"), undo_ms=8_000)
    left = [bar.seconds_left for bar in undo.bars]
    set_language("ru")
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert [bar.accessibleName() for bar in undo.bars] == [
        f"{first.customer.name}: письмо уходит", "Не клиент: news@x.example. Отложено 1 обращение"
    ]  # fmt: skip
    assert [bar._button.text().partition(" (")[0] for bar in undo.bars] == ["Отменить", "Отменить"]
    assert [bar.seconds_left for bar in undo.bars] == left


def test_two_letters_are_taken_back_one_after_the_other_and_what_has_left_goes_from_the_screen(window, desk):
    talks = [open_talk(window, desk, number) for number in (1209, 1212)]
    bridge, undo = window.desk_view.bridge, window.desk_view.undo
    for talk in talks:
        bridge.submit(Reply(talk.id, bridge.new_id(), f"Ответ {talk.number}", Channel.EMAIL, 1), undo_ms=8_000)
    first, second = undo.bars
    assert second.accessibleName() == f"{talks[1].customer.name}: the letter is leaving"
    first.finish()
    assert undo.bars == [second]
    assert window.shortcuts["undo-send"].isEnabled()
    window.shortcuts["undo-send"].trigger()
    assert [talk.draft for talk in talks] == ["", "Ответ 1212"]
    assert undo.bars == []


def test_a_fact_that_is_being_written_is_written_down_when_one_signs_out(window, desk, qtbot):
    talk = open_talk(window, desk, 1204)
    person = window.desk_view.screens.customer
    qtbot.waitUntil(lambda: person._id == talk.customer.id)
    person.edit("time")
    person._facts.put("по будням утром", "")
    window.save_drafts()
    command = desk.submitted[-1]
    assert isinstance(command, StatePreference)
    assert (command.customer_id, command.value) == (talk.customer.id, "по будням утром")


def test_offline_is_said_with_what_will_be_sent(qtbot, window, desk):
    desk.go_offline()
    bridge = window.desk_view.bridge
    talk = talk_of(desk, 1204)
    bridge.submit(Reply(talk.id, bridge.new_id(), "Скоро отвечу.", Channel.CHAT, 1))
    qtbot.waitUntil(lambda: "1 change will be sent" in window.banner.accessibleName())
    assert window.banner.isVisible()
    desk.go_online()
    qtbot.waitUntil(lambda: not window.banner.isVisible())


@pytest.mark.parametrize("typed", ["jane", "mill", "миллер", "офту", "ьшддук"])
def test_a_colleague_is_found_by_a_few_letters(qtbot, desk, typed):
    bridge = DeskBridge(desk)
    chosen = []
    dialog = AssignDialog(bridge, chosen.append)
    qtbot.addWidget(dialog)
    dialog.field.setText(typed)
    dialog.accept()
    assert chosen == [next(user.id for user in bridge.queries.users() if user.name == "Jane Miller")]


def test_f6_goes_round_and_leaves_nobody_out(qtbot, window):
    window.activateWindow()
    cycle = window.desk_view.cycle
    seen = []
    for _step in range(7):
        cycle.step(1)
        focus = window.focusWidget()
        seen.append(next((pane for pane in window.panes() if pane is focus or pane.isAncestorOf(focus)), None))
    assert len({id(pane) for pane in seen if pane is not None}) >= 5


def test_the_language_changes_at_once_everywhere(window):
    set_language("ru")
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert window.windowTitle() == "Мои обращения — Дом и Свет — Deskhand"
    assert window.desk_view.workspace.rail.model.item(0).name == "Мои обращения"


def test_a_narrow_window_slides_the_guide_over_and_esc_puts_it_away(qtbot, window):
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: not window.desk_view.docks.guide.isVisible())
    window.shortcuts["guide"].trigger()
    slide = window.desk_view.docks.slide
    assert slide.isVisible()
    qtbot.keyClick(slide, Qt.Key.Key_Escape)
    assert not slide.isVisible()


def test_tabs_of_the_right_side_have_their_signs(qtbot, window):
    window.resize(1280, 720)

    def signs():
        bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [not bar.tabIcon(at).isNull() for bar in bars for at in range(bar.count())]

    qtbot.waitUntil(lambda: signs() == [True, True])


def test_guide_and_customer_share_the_height_so_that_addresses_are_seen(qtbot, window):
    guide, customer = window.desk_view.docks.guide, window.desk_view.docks.customer
    qtbot.waitUntil(lambda: guide.height() < customer.height())


def test_the_clock_of_the_open_request_asks_until_when(window, desk, qtbot):
    open_talk(window, desk, 1204)
    asked = []

    def leave():
        dialog = window.findChild(QDialog, "follow_up_dialog")
        asked.append(dialog)
        dialog.reject()

    QTimer.singleShot(0, window, leave)
    window.desk_view.screens.talk.header.aside.click()
    assert asked


def test_a_panel_that_is_not_in_the_layout_keeps_its_own_width(window):
    docks = window.desk_view.docks
    window.removeDockWidget(docks.guide)
    docks.guide.show()
    docks.resize(width_class(1440))  # Qt complains of a width for it, and a complaint fails the test
    assert docks.guide.isVisible()


def test_the_persons_own_widths_come_back(qtbot, window):
    workspace = window.desk_view.workspace
    workspace.setSizes([196, 380, 500])
    qtbot.waitUntil(lambda: workspace.sizes()[1] == 380)
    workspace.splitterMoved.emit(576, 2)
    window.resize(1000, 900)
    qtbot.waitUntil(lambda: workspace.rail.is_collapsed)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: workspace.sizes()[1] == 380)


def test_the_persons_own_dock_width_comes_back(qtbot, window):
    docks = window.desk_view.docks
    window.resizeDocks([docks.guide], [420], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: docks.guide.width() == 420)
    docks.guide.dragged.emit()
    window.resize(1000, 900)
    qtbot.waitUntil(lambda: not docks.guide.isVisible())
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: docks.guide.width() == 420)


def test_keys_are_those_of_the_keymap(window):
    assert window.shortcuts["next"].shortcut() == QKeySequence("Ctrl+J")


class Windows(QObject):
    """Remembers every widget that was a window of its own, if only for a moment."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_no_part_of_the_window_is_a_window_for_a_moment(qtbot, qapp, window, desk):
    seen = Windows()
    qapp.installEventFilter(seen)
    for number in (1204, 1209, 1211):
        talk = open_talk(window, desk, number)
        qtbot.waitUntil(lambda customer=talk.customer.id: window.desk_view.screens.customer._id == customer)
    window.detach()
    bridge = DeskBridge(FakeDesk(), window)
    window.attach(bridge, build_screens(bridge, window.show_list(bridge)))
    qapp.removeEventFilter(seen)
    assert seen.shown == []


def test_what_stays_open_in_another_place_is_marked_there(window, desk):
    navigator, view = window.desk_view.navigator, window.desk_view.workspace.list_pane.view
    there = desk.queries.conversation_ids(View(ViewKind.MINE))[2]
    window.desk_view.workspace.rail.go_to(2)
    navigator.open(there)
    window.desk_view.workspace.rail.go_to(1)
    assert navigator.open_id == there
    assert view.currentIndex() == view.index_of(there)
    assert view.selectionModel().isSelected(view.index_of(there))


@pytest.mark.parametrize("action", ["shortcuts", "about", "assign", "print"])
def test_a_dialog_that_was_left_is_gone_and_nobody_dresses_it_any_more(qtbot, window, desk, action):
    open_talk(window, desk, 1197)
    before = set(window.findChildren(QDialog))
    left = []

    def leave():
        left.append(QApplication.activeModalWidget())
        left[0].reject()

    QTimer.singleShot(0, window, leave)
    window.shortcuts[action].trigger()
    assert len(left) == 1
    qtbot.waitUntil(lambda: set(window.findChildren(QDialog)) == before)


@pytest.mark.parametrize("width", [1280, 1440, 1920])
def test_a_panel_that_floats_stays_out_of_the_arrangement_of_another_width(qtbot, window, width):
    docks = window.desk_view.docks
    docks.float_out(docks.guide)
    docks.apply(width_class(1024))
    docks.apply(width_class(width))
    assert docks.guide.isFloating()
    assert not docks.customer.isHidden()
    docks.float_out(docks.guide)
    assert not docks.guide.isFloating()


def test_in_a_wide_window_one_writes_below_what_one_reads(qtbot, window):
    window.resize(2560, 1400)
    face = window.desk_view.screens.talk.findChild(QWidget, "composer").face
    most = theme().size("reading.max") + 2 * theme().space(2)
    qtbot.waitUntil(lambda: face.width() > most + 100)
    qtbot.waitUntil(lambda: most - 1 <= face.frame.width() <= most + 1)
    left, right = face.frame.x(), face.width() - face.frame.geometry().right() - 1
    assert abs(left - right) <= 1


def test_a_panel_that_slid_over_the_conversation_gives_the_focus_back(qtbot, window):
    window.activateWindow()
    window.resize(1000, 700)
    window.desk_view.arranger.arrange(width_class(1000))
    rows = window.desk_view.workspace.list_pane.view
    rows.setFocus()
    window.shortcuts["guide"].trigger()
    slide = window.desk_view.docks.slide
    assert slide.isVisible()
    QTest.keyClick(slide, Qt.Key.Key_Escape)
    assert slide.isHidden()
    assert rows.hasFocus()


def test_a_panel_is_put_away_also_when_what_had_the_focus_before_is_gone(qtbot, window):
    window.activateWindow()
    window.resize(1000, 700)
    window.desk_view.arranger.arrange(width_class(1000))
    field = QLineEdit(window.desk_view.screens.conversation)
    field.show()
    field.setFocus()
    window.shortcuts["guide"].trigger()
    slide = window.desk_view.docks.slide
    slide.panel.content.setFocus()
    delete(field)
    QTest.keyClick(slide, Qt.Key.Key_Escape)
    assert slide.isHidden()


def test_what_was_merged_was_solved_by_nobody(window, desk):
    rail, talk = window.desk_view.workspace.rail, talk_of(desk, 1204)
    before = int(rail.card._facts[0][1])
    talk.status = Status.CLOSED
    rail._on_later()
    assert int(rail.card._facts[0][1]) == before
    talk.status = Status.RESOLVED
    rail._on_later()
    assert int(rail.card._facts[0][1]) == before + 1
