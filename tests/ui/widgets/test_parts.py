"""Parts say their names, work by keyboard and follow language and look."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QMenu,
    QStyleOptionComboBox,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import Shiboken

from ui.theme.controller import Look
from ui.theme.tokens import theme
from ui.translation import set_language
from ui.widgets.avatar import Avatar, initials
from ui.widgets.banner import Banner
from ui.widgets.base import Painted, text_width
from ui.widgets.button import Button, IconButton, PrimaryButton
from ui.widgets.choice import Choice
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.fact import ChecklistRow, KeyValueRow
from ui.widgets.few_lines import FewLines
from ui.widgets.field import LabelledField, PasswordField, SearchField
from ui.widgets.key_badge import badge_text
from ui.widgets.pill import Chip, Pill, PillKind, StatusChip, promise_chip
from ui.widgets.segmented import Segment, Segmented
from ui.widgets.sla_ring import Sla, SlaLabel, SlaState, left_text, paint_sla, sla_width
from ui.widgets.status_cell import StatusCell
from ui.widgets.toast import TOAST_MS, UndoBar

pytestmark = pytest.mark.usefixtures("theme_controller")


class LaidOut(QWidget):
    """Counts how often it was laid out anew."""

    count = 0

    def event(self, event):
        self.count += event.type() is QEvent.Type.LayoutRequest
        return super().event(event)


@pytest.fixture
def russian():
    set_language("ru")
    yield
    set_language("en")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Марина Соколова", "МС"),
        ("ООО «Вектор-Строй»", "ОВ"),
        ("maria.ivanova", "M"),
        ("  ", ""),
        ("(none) 7eleven", "N7"),
        ("Анна Мария Ким", "АМ"),
        ("+7 917 555-32-08", ""),
    ],
)
def test_a_person_is_two_letters(name, letters):
    assert initials(name) == letters


def test_whoever_has_only_a_number_is_drawn_as_a_person(qtbot):
    number, nobody, anna = Avatar("+7 917 555-32-08"), Avatar("+49 30 901820"), Avatar("Анна Ким")
    for part in (number, nobody, anna):
        qtbot.addWidget(part)
        part.resize(40, 40)
    drawn = [part.grab().toImage() for part in (number, nobody, anna)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len({drawn[0].pixelColor(20, y).name() for y in range(40)}) > 2  # more than circle and ground


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(minutes=100), "1 h 40 m"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(minutes=9, seconds=59), "09:59"),
        (timedelta(), "00:00"),
        (-timedelta(minutes=6, seconds=12), "+06:12"),
        (-timedelta(minutes=59, seconds=59), "+59:59"),
        (-timedelta(hours=2, seconds=5), "+2 h 0 m"),
        (timedelta(hours=47, minutes=59), "47 h 59 m"),
        (timedelta(hours=71), "2 d"),
        (-timedelta(hours=691, seconds=5), "+28 d"),
    ],
)
def test_time_left_is_minutes_until_ten_are_left(left, text):
    assert left_text(left) == text


def test_time_left_is_said_in_russian(russian):
    assert left_text(timedelta(minutes=100)) == "1 ч 40 м"


@pytest.mark.parametrize("state", list(SlaState))
def test_a_deadline_never_paints_outside_its_width(state):
    sla = Sla(state, "22 min", 0.4)
    image = QImage(300, 30, QImage.Format.Format_RGB32)
    image.fill(theme().color("bg.list"))
    painter = QPainter(image)
    paint_sla(painter, QRectF(0, 0, 300, 30), sla)
    painter.end()
    assert image.copy(0, 0, sla_width(sla), 30) != QImage(sla_width(sla), 30, QImage.Format.Format_RGB32)
    beyond = image.copy(sla_width(sla) + 1, 0, 100, 30)
    assert {beyond.pixelColor(x, y).name() for x in range(100) for y in range(30)} == {theme().color("bg.list").name()}


def test_a_deadline_can_be_read_aloud_and_go(qtbot):
    label = SlaLabel(Sla(SlaState.SOON, "22 min", 0.4))
    qtbot.addWidget(label)
    assert label.accessibleName() == "22 min"
    label.set_sla(None)
    assert label.isHidden()


def test_arrows_choose_the_neighbour_and_keep_the_focus(qtbot):
    filters = Segmented([Segment("open", "Open", 9), Segment("wait", "Waiting", 3), Segment("done", "Solved")])
    qtbot.addWidget(filters)
    chosen = []
    filters.chosen.connect(chosen.append)
    qtbot.keyClick(filters, Qt.Key.Key_Right)
    qtbot.keyClick(filters, Qt.Key.Key_Right)
    qtbot.keyClick(filters, Qt.Key.Key_Right)
    qtbot.keyClick(filters, Qt.Key.Key_Left)
    assert chosen == ["wait", "done", "wait"]
    assert filters.key == "wait"


def test_what_a_screen_reader_toggles_is_chosen(qtbot):
    filters = Segmented([Segment("open", "Open", 9), Segment("wait", "Waiting", 3)])
    qtbot.addWidget(filters)
    waiting = filters.findChildren(QAbstractButton)[1]
    acts = QAccessible.queryAccessibleInterface(waiting).actionInterface()
    with qtbot.waitSignal(filters.chosen) as chosen:
        acts.doAction(acts.toggleAction())
    assert (chosen.args, filters.key, waiting.isChecked()) == (["wait"], "wait", True)


def test_a_new_count_keeps_what_is_chosen(qtbot):
    filters = Segmented([Segment("open", "Open", 9), Segment("wait", "Waiting", 3)])
    qtbot.addWidget(filters)
    filters.choose("wait")
    filters.set_segments([Segment("open", "Open", 9), Segment("wait", "Waiting", 4)])
    assert filters.key == "wait"
    filters.set_segments([Segment("open", "Open", 9)])
    assert filters.key == "open"


def test_only_the_chosen_filter_is_a_tab_stop(qtbot):
    filters = Segmented([Segment("open", "Open"), Segment("wait", "Waiting")])
    qtbot.addWidget(filters)
    buttons = [button for button in filters.findChildren(QWidget) if button.accessibleName()]
    assert [bool(button.focusPolicy() & Qt.FocusPolicy.TabFocus) for button in buttons] == [True, False]


def test_an_icon_button_says_its_name_and_key(qtbot):
    button = IconButton("pencil-line", "New request", key="Ctrl+N")
    qtbot.addWidget(button)
    assert button.accessibleName() == "New request"
    assert button.toolTip() == "New request (Ctrl+N)"


@pytest.mark.parametrize(("look", "rings"), [("", ["focus.ring"]), ("primary", ["text.onAccent"])])
def test_a_button_in_focus_has_one_ring_that_stands_out(qtbot, look, rings):
    host = QWidget()
    button = Button(" ", host, look=look)  # no letter in the way
    button.setFixedWidth(100)
    qtbot.addWidget(host)
    host.show()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    image = button.grab().toImage()
    across = [image.pixelColor(at, button.height() // 2) for at in range(button.width())]
    names = [it.name() for it, before in zip(across, [None, *across], strict=False) if it != before]
    ground = "accent" if look else "bg.surface"
    seen = [it for it in names if it != theme().color(ground).name()]
    assert seen == [theme().color(it).name() for it in rings * 2]


def test_the_primary_button_makes_room_for_key_and_menu(qtbot):
    plain, full = PrimaryButton("Send"), PrimaryButton("Send", key="Ctrl+Return")
    qtbot.addWidget(plain)
    qtbot.addWidget(full)
    full.setMenu(QMenu(full))
    assert full.sizeHint().width() > plain.sizeHint().width() + theme().size("icon")
    assert full.sizeHint().height() == theme().size("control")
    with qtbot.waitSignal(full.clicked):
        qtbot.keyClick(full, Qt.Key.Key_Space)


def test_a_pressed_primary_button_changes_its_colour(qtbot):
    button = PrimaryButton("Send")
    qtbot.addWidget(button)
    calm = button.grab().toImage()
    button.setDown(True)
    assert button.grab().toImage() != calm


@pytest.mark.parametrize(("key", "text"), [("Ctrl+K", "Ctrl K"), ("Ctrl+Return", "Ctrl ↵"), ("F7", "F7")])
def test_a_key_is_shown_as_people_read_it(key, text):
    assert badge_text(key) == text


def test_a_status_is_pressed_by_keyboard(qtbot):
    status = StatusChip("Open")
    qtbot.addWidget(status)
    with qtbot.waitSignal(status.clicked):
        qtbot.keyClick(status, Qt.Key.Key_Space)
    status.set_status("Solved", PillKind.SUCCESS)
    assert status.accessibleName() == "Solved"


def test_labels_tell_all_of_what_they_cut(qtbot):
    label = ElidedLabel("A very long subject that does not fit")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip() == "A very long subject that does not fit"
    label.resize(600, 20)
    assert label.toolTip() == ""


def test_what_a_customer_wrote_is_never_markup(qtbot):
    chip = Chip(Pill("<b>bold</b>"))
    plain = Chip(Pill("bold"))
    for part in (chip, plain):
        qtbot.addWidget(part)
    assert chip.sizeHint().width() > plain.sizeHint().width()


def test_only_promises_are_plum(qtbot):
    chip = promise_chip("Date by 15:00")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    assert chip.grab().toImage().pixelColor(4, 10).name() == theme().color("promise.subtle").name()


def test_a_banner_has_at_most_two_buttons(qtbot):
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_fact("warning", "cloud-off", "Working offline", "Everything is kept.")
    assert banner.accessibleName() == "Working offline. Everything is kept."
    with pytest.raises(ValueError, match="two"):
        banner.set_buttons([("a", "A", ""), ("b", "B", ""), ("c", "C", "")])
    banner.set_buttons([("retry", "Retry in 0:24", "refresh-cw")])
    banner.set_button_text("retry", "Retry in 0:23")
    with qtbot.waitSignal(banner.pressed) as pressed:
        banner.findChild(QWidget, "retry").click()
    assert pressed.args == ["retry"]


def test_seconds_that_pass_in_a_header_and_a_banner_lay_nothing_out_anew(qtbot):
    window = LaidOut()
    qtbot.addWidget(window)
    banner, label = Banner(), SlaLabel(Sla(SlaState.LATE, "+06:11", 0))
    column = QVBoxLayout(window)
    column.addWidget(banner)
    column.addWidget(label)
    banner.show_fact("warning", "cloud-off", "Working offline", "Everything is kept.")
    banner.set_buttons([("retry", "Retry", "refresh-cw")])
    banner.set_button_text("retry", "Retry in 0:24")
    window.show()
    QApplication.sendPostedEvents()
    width = banner.findChild(QWidget, "retry").width()
    window.count = 0
    banner.set_button_text("retry", "Retry in 0:11")
    label.set_sla(Sla(SlaState.LATE, "+06:12", 0))
    QApplication.sendPostedEvents()
    assert window.count == 0
    assert banner.findChild(QWidget, "retry").width() == width
    banner.set_button_text("retry", "Retry in 100:00")
    QApplication.sendPostedEvents()
    assert banner.findChild(QWidget, "retry").width() > width


def test_undo_comes_once_and_nothing_leaves_after_it(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 300)
    bar = UndoBar(window)
    told = []
    bar.action_pressed.connect(lambda: told.append("undone"))
    bar.expired.connect(lambda: told.append("left"))
    bar.offer("A letter leaves")
    assert bar.seconds_left == 8
    bar._button.click()
    bar.finish()
    assert told == ["undone"]
    assert bar.isHidden()


def test_a_second_letter_lets_the_first_go(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    bar = UndoBar(window)
    told = []
    bar.expired.connect(lambda: told.append("left"))
    bar.offer("First")
    bar.offer("Second")
    assert told == ["left"]
    bar.finish()
    assert told == ["left", "left"]


def test_the_bar_goes_by_itself_and_stays_at_the_foot(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 300)
    bar = UndoBar(window)
    with qtbot.waitSignal(bar.expired):
        bar.show_text("Done", milliseconds=TOAST_MS // 50)
    window.resize(800, 400)
    window.show()
    bar.show_text("Done")
    assert abs(bar.geometry().center().x() - 400) <= 1
    assert bar.geometry().bottom() < 400
    bar.finish()


def test_in_a_narrow_list_the_bar_says_what_is_undone_and_leaves_the_key_out(qtbot):
    pane = QWidget()
    qtbot.addWidget(pane)
    bar = UndoBar(pane)
    bar.offer("Promised to the customer")
    whole = text_width("Undo (Ctrl+Z)", bar._button.font())
    pane.resize(round(whole) * 6, 300)
    pane.show()
    assert bar._button.text() == "Undo (Ctrl+Z)"
    pane.resize(round(whole) * 2, 300)
    qtbot.waitUntil(lambda: bar._button.text() == "Undo")


def test_a_text_that_is_a_little_too_long_is_made_smaller_and_not_cut(qtbot):
    label = FewLines("Promised to the customer")
    qtbot.addWidget(label)
    label.resize(round(text_width(label.text, theme().font("meta"))) + 2, 60)
    assert label.lines() == ["Promised to the customer"]
    cut = ElidedLabel(label.text)
    qtbot.addWidget(cut)
    cut.resize(label.size())
    assert label.grab().toImage() != cut.grab().toImage()
    assert label.toolTip() == ""


def test_what_leaves_is_read_in_two_lines_where_one_is_too_narrow(qtbot):
    pane = QWidget()
    qtbot.addWidget(pane)
    pane.resize(300, 300)
    pane.show()
    bar = UndoBar(pane)
    bar.offer("Gone")
    assert bar._text.lines() == ["Gone"]
    bar.offer("Тамара Зуева: the letter is leaving")
    qtbot.waitUntil(lambda: len(bar._text.lines()) == 2)
    assert " ".join(bar._text.lines()) == "Тамара Зуева: the letter is leaving"
    assert all(text_width(it, theme().font("meta")) <= bar._text.width() for it in bar._text.lines())
    bar.finish()


def test_a_bar_grows_for_a_third_line_and_the_one_over_it_goes_up(qtbot):
    pane = QWidget()
    qtbot.addWidget(pane)
    pane.resize(300, 300)
    pane.show()
    older, newer = UndoBar(pane), UndoBar(pane)
    older.offer("Gone")
    newer.offer("Gone")
    older.stand([newer])
    usual, place = newer.height(), older.y()
    newer.offer("Two requests were given to somebody · 1 begun letter left out")
    older.stand([newer])
    qtbot.waitUntil(lambda: len(newer._text.lines()) == 3)
    assert all(text_width(it, theme().font("meta")) <= newer._text.width() for it in newer._text.lines())
    assert newer.height() - usual == place - older.y() > 0
    assert newer._text.height() >= 3 * theme().line("meta")
    newer.offer("Two requests were given to somebody, and much more was done that nobody can read in three lines")
    qtbot.waitUntil(lambda: "nobody can read" in newer._text.toolTip())
    older.finish()
    newer.finish()


def test_a_shown_password_is_hidden_when_the_field_is_left(qtbot, russian):
    field, other = PasswordField(), QLineEdit()
    for part in (field, other):
        qtbot.addWidget(part)
    QApplication.sendEvent(field, QEvent(QEvent.Type.LanguageChange))
    eye = field.actions()[0]
    assert eye.text() == "Показать пароль"
    eye.trigger()
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    assert eye.text() == "Скрыть пароль"
    QApplication.sendEvent(field, QEvent(QEvent.Type.LanguageChange))
    field.hide_password()
    assert field.echoMode() is QLineEdit.EchoMode.Password


def test_a_wrong_field_says_so_to_everyone(qtbot):
    field = LabelledField("&Password", PasswordField())
    qtbot.addWidget(field)
    assert field.field.accessibleName() == "Password"
    field.set_hint("The password is wrong.", "danger")
    assert field.field.accessibleDescription() == "The password is wrong."
    assert not field.hint.isHidden()
    field.set_hint("")
    assert field.hint.isHidden()


def test_typing_in_the_search_field_is_passed_on(qtbot):
    field = SearchField("Find a customer")
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.asked) as asked:
        qtbot.keyClicks(field, "4")
    assert asked.args == ["4"]
    assert field.height() == theme().size("menu.item")


def test_an_empty_list_offers_the_next_step(qtbot):
    empty = EmptyState("inbox", "All clear.", "Take from queue")
    qtbot.addWidget(empty)
    assert empty.accessibleName() == "All clear."
    with qtbot.waitSignal(empty.pressed):
        empty._button.click()
    empty.set_text("Nobody is waiting.")
    assert empty._button.isHidden()


def test_a_step_that_has_no_room_ends_in_an_ellipsis_and_is_read_whole_by_the_pointer(qtbot):
    step = ChecklistRow("Say that you are ready to help")
    qtbot.addWidget(step)
    shown = {}
    for width in (600, 120):
        step.resize(width, 24)
        shown[width] = step.grab(QRect(0, 0, 120, 24)).toImage()
        assert step._is_cut is (width == 120)
    assert shown[600] != shown[120]
    step.show()
    host = QWidget()
    qtbot.addWidget(host)
    QVBoxLayout(host).addWidget(ChecklistRow("Say that you are ready to help, whatever it may be"))
    assert host.minimumSizeHint().width() < 120  # else what stands beside it is pushed out of the panel
    QApplication.sendEvent(step, QHelpEvent(QEvent.Type.ToolTip, QPoint(), step.mapToGlobal(QPoint())))
    assert QToolTip.text() == "Say that you are ready to help"
    QToolTip.hideText()


def test_a_choice_that_may_be_narrow_leaves_its_neighbours_their_room(qtbot):
    choice = Choice()
    qtbot.addWidget(choice)
    choice.addItem("№ 1204 Замена плафона, заказ 48-20917, " * 5)
    choice.may_be_narrow()
    assert choice.minimumSizeHint().width() < 200
    choice.resize(choice.minimumSizeHint())
    assert not choice.grab().isNull()


def test_facts_are_read_as_one_sentence(qtbot):
    row, cell, step, face = KeyValueRow("Channel", "chat"), StatusCell(), ChecklistRow("Name a time"), Avatar("A B")
    for part in (row, cell, step, face):
        qtbot.addWidget(part)
    cell.show_text("Available", tail="1:42:10")
    assert row.accessibleName() == "Channel: chat"
    assert cell.accessibleName() == "Available 1:42:10"
    assert face.accessibleName() == "A B"
    qtbot.keyClick(step, Qt.Key.Key_Space)
    assert step.isChecked()


def test_every_part_follows_a_new_look(qtbot, theme_controller):
    part = Chip(Pill("Delivery", icon="truck"))
    qtbot.addWidget(part)
    light, height = part.grab().toImage(), part.sizeHint().height()
    theme_controller.set_look(Look.DARK)
    theme_controller.set_text_percent(150)
    assert part.grab().toImage() != light
    assert part.sizeHint().height() == round(height * 1.5)


def test_a_part_that_meets_something_gone_is_a_bug_to_be_reported_and_not_the_end_of_the_program(qtbot):
    class Titled(Painted):
        def retranslate(self) -> None:
            menu.setTitle("Задача")
            super().retranslate()

    part = Titled()
    qtbot.addWidget(part)
    menu = QMenu(part)
    Shiboken.delete(menu)
    with pytest.raises(RuntimeError, match="already deleted"):
        QApplication.sendEvent(part, QEvent(QEvent.Type.LanguageChange))
    menu = QMenu(part)
    assert QApplication.sendEvent(part, QEvent(QEvent.Type.LanguageChange))
    assert menu.title() == "Задача"
    assert not part.grab().isNull()


def test_the_longest_choice_is_read_whole_in_a_box_of_its_own_size(qtbot, theme_controller):
    box = Choice()
    box.addItems(["Русский", "English"])
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    box.show()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert box._room(option) >= box.fontMetrics().horizontalAdvance("Русский")
