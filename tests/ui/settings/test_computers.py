"""Where one is signed in: seen, signed out from here, by an administrator for everybody; told plainly, also offline."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.client.inbox import Declined
from app.client.settings import SettingGroup, Settings
from tests.fakes.desk import FakeDesk
from tests.fakes.people import fake_id
from ui.bridge.desk_bridge import DeskBridge
from ui.settings.computers import ADMINISTER, EVERYBODY, ComputersPage
from ui.settings.dialog import SettingsDialog
from ui.translation import set_language

LAPTOP, OLEGS = fake_id("computer", "anna-laptop"), fake_id("computer", "oleg-home")


@pytest.fixture
def desk():
    return FakeDesk(locale="en")


@pytest.fixture
def page(desk, qtbot, theme_controller):
    set_language("en")
    bridge = DeskBridge(desk)
    made = ComputersPage(bridge)
    bridge.setParent(made)
    dialog = SettingsDialog(Settings(), extra={SettingGroup.COMPUTERS: made})
    qtbot.addWidget(dialog)
    assert desk.computers.asked == []  # nothing is asked before somebody looks
    dialog.go_to("computers")
    dialog.show()
    yield made
    set_language("en")


def rows(page):
    return [page.list.item(at).text() for at in range(page.list.count())]


def choose(page, qtbot, name):
    qtbot.waitUntil(lambda: any(name in it for it in rows(page)))
    page.list.setCurrentRow(next(at for at, text in enumerate(rows(page)) if name in text))


def asked(desk, name):
    return [which for told, which in desk.computers.asked if told == name]


def test_one_sees_where_one_is_signed_in_and_not_where_others_are(page, qtbot):
    qtbot.waitUntil(lambda: len(rows(page)) == 3)
    here, laptop, old = rows(page)
    assert here == "kazan-desk-14 · this computer\nSince 2 September · last seen today, 12 November, 14:31"
    assert laptop == "anna-laptop\nSince 17 March · last seen 10 November, 11:32"
    assert old.startswith("old-reception\nSigned out from afar · last seen 13 September")
    assert page.scope.isHidden()
    assert page.search.isHidden()


def test_one_does_not_sign_out_the_computer_one_sits_at(page, qtbot):
    choose(page, qtbot, "kazan-desk-14")
    assert not page.act.isEnabled()
    assert page.told.text() == "You sit at this one: sign out of it in the menu “File”."


def test_signing_one_out_is_asked_once_with_what_becomes_of_it(page, desk, qtbot):
    choose(page, qtbot, "anna-laptop")
    qtbot.mouseClick(page.act, Qt.MouseButton.LeftButton)
    words = page.asked.question.text()
    assert "Sign out “anna-laptop”?" in words
    assert "copy of the data is deleted" in words
    assert "14 days" in words
    assert "did not send stays on it under your name" in words
    assert QApplication.focusWidget() is page.asked.keep
    assert page.asked.go.accessibleDescription() == words
    qtbot.keyClick(page.asked.keep, Qt.Key.Key_Escape)
    assert page.asked.isHidden()
    assert page.isVisible()
    assert asked(desk, "sign_out") == []
    page.act.click()
    page.asked.go.click()
    qtbot.waitUntil(lambda: page.told.text() == "“anna-laptop” is signed out.")
    assert asked(desk, "sign_out") == [LAPTOP]
    qtbot.waitUntil(lambda: "Signed out from afar" in rows(page)[1])
    assert page.act.text() == "Let in again"
    page.act.click()
    qtbot.waitUntil(lambda: page.told.text() == "“anna-laptop” is let in again.")
    assert asked(desk, "let_in") == [LAPTOP]


def test_in_a_low_window_the_question_comes_into_sight_with_its_answers(page, qtbot):
    page.window().resize(560, 300)
    choose(page, qtbot, "anna-laptop")
    page.act.click()
    qtbot.waitUntil(lambda: not page.asked.go.visibleRegion().isEmpty())
    qtbot.waitUntil(lambda: page.asked.go.visibleRegion().boundingRect() == page.asked.go.rect())


def test_an_administrator_finds_and_signs_out_somebody_elses(page, desk, qtbot):
    desk.allowed = {ADMINISTER}
    page.retranslate()
    assert not page.scope.isHidden()
    page.scope.choose(EVERYBODY)
    page.scope.chosen.emit(EVERYBODY)
    qtbot.waitUntil(lambda: len(rows(page)) == 4)
    page.search.setText("титов")
    assert rows(page)[0].startswith("Олег Титов · oleg-home\n")
    assert len(rows(page)) == 1
    page.act.click()
    assert "What Олег Титов wrote there and did not send stays on it under their name." in page.asked.question.text()
    page.asked.go.click()
    qtbot.waitUntil(lambda: asked(desk, "sign_out") == [OLEGS])
    page.search.setText("nobody")
    assert rows(page) == []
    assert page.told.text() == "0 computers"
    assert not page.act.isEnabled()


def test_what_an_administrator_signed_out_says_who_can_let_it_in_again(page, desk, qtbot):
    laptop = desk.computers.rows[LAPTOP]
    desk.computers.rows[LAPTOP] = replace(laptop, signed_out=True, may_return=False)
    page.load()
    qtbot.waitUntil(lambda: any("anna-laptop\nSigned out" in it for it in rows(page)))
    choose(page, qtbot, "anna-laptop")
    assert not page.act.isEnabled()
    assert "only an administrator can let it in again" in page.told.text()


def test_a_hostile_name_is_plain_text_in_one_line(page, desk, qtbot):
    laptop = desk.computers.rows[LAPTOP]
    desk.computers.rows[LAPTOP] = replace(laptop, name="<b>bank</b>\u202e\n{name}" + "x" * 300)
    page.load()
    choose(page, qtbot, "<b>bank</b>")
    first, _standing = rows(page)[1].split("\n")
    assert "\u202e" not in first
    assert len(first) <= 60
    page.act.click()
    assert page.asked.question.textFormat() is Qt.TextFormat.PlainText
    assert "<b>bank</b> {name}xx" in page.asked.question.text()


def test_a_refusal_is_told_and_nothing_looks_changed(page, desk, qtbot):
    choose(page, qtbot, "anna-laptop")
    desk.computers.declined = Declined("offline")
    page.act.click()
    page.asked.go.click()
    qtbot.waitUntil(lambda: page.told.text().startswith("The server does not answer now"))
    assert "Signed out" not in rows(page)[1]
    assert page.act.isEnabled()


def test_a_refusal_that_comes_late_does_not_offer_to_sign_out_the_computer_one_sits_at(page, desk, qtbot):
    choose(page, qtbot, "anna-laptop")
    desk.computers.declined = Declined("offline")
    page.act.click()
    page.asked.go.click()
    choose(page, qtbot, "kazan-desk-14")
    qtbot.waitUntil(lambda: page.told.text().startswith("The server does not answer now"))
    assert not page.act.isEnabled()


def test_offline_it_says_that_only_the_server_knows_and_the_list_comes_by_itself(desk, qtbot, theme_controller):
    set_language("en")
    desk.go_offline()
    bridge = DeskBridge(desk)
    made = ComputersPage(bridge)
    bridge.setParent(made)
    qtbot.addWidget(made)
    made.show()
    assert made.told.text().startswith("Only the server knows where you are signed in")
    assert desk.computers.asked == []
    assert not made.act.isEnabled()
    desk.go_online()
    qtbot.waitUntil(lambda: len(rows(made)) == 3)
    desk.go_offline()
    qtbot.waitUntil(lambda: "this may be old" in made.told.text())
    assert len(rows(made)) == 3
    assert not made.act.isEnabled()


def test_everything_has_a_name_and_is_reached_by_keys_also_after_the_language_changed(page, qtbot):
    choose(page, qtbot, "anna-laptop")
    set_language("ru")
    QApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))
    assert page.list.accessibleName() == "Компьютеры"
    assert page.list.currentItem().data(Qt.ItemDataRole.AccessibleTextRole).startswith("anna-laptop, С 17 марта")
    page.act.click()
    assert "через 14 дней" in page.asked.question.text()
    for part in (page.list, page.search, page.act, page.asked.keep, page.asked.go):
        assert part.accessibleName() or part.text()
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_page_is_found_by_its_name(page):
    page.window().search.setText("compu")
    assert page.window().groups.currentRow() >= 0
    assert page.window().stack.currentWidget().widget().extra is page
