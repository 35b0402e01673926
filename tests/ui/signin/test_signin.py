"""Signing in: what is missing gets the cursor, what went wrong is said in place."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.client.left_work import Course, LeftWork
from app.client.port import Person, Problem, Profile, Trouble
from app.client.reach import Reach
from ui.signin.address import full_address
from ui.signin.form import SignIn
from ui.signin.window import SignInWindow
from ui.theme.controller import ThemeController
from ui.translation import set_language


@pytest.fixture
def window(qtbot, qapp):
    set_language("en")
    controller = ThemeController(qapp)
    made = SignInWindow(controller)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("help.example", "https://help.example"),
        (" https://help.example/ ", "https://help.example"),
        ("127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("", ""),
    ],
)
def test_an_address_needs_no_scheme(typed, address):
    assert full_address(typed) == address


def test_enter_signs_in_with_what_was_typed(qtbot, window):
    window.fill("help.example", "anna@example.org")
    window.form.password.field.setText("secret")
    with qtbot.waitSignal(window.submitted) as caught:
        window.form.password.field.returnPressed.emit()
    assert caught.args == [SignIn("https://help.example", "anna@example.org", "secret")]


def test_at_a_shared_computer_one_need_not_stay_signed_in(qtbot, window):
    window.fill("help.example", "anna@example.org")
    window.form.password.field.setText("secret")
    window.form.kept.click()
    with qtbot.waitSignal(window.submitted) as caught:
        window.form.enter.click()
    assert caught.args == [SignIn("https://help.example", "anna@example.org", "secret", kept=False)]


def test_a_missing_password_is_asked_for_not_complained_about(qtbot, window):
    window.fill("help.example", "anna@example.org")
    with qtbot.assertNotEmitted(window.submitted):
        window.form.enter.click()
    assert window.form.problem.text() == ""


def test_a_wrong_password_says_how_many_tries_are_left(window):
    window.form.password.field.setText("wrong")
    window.show_trouble(Trouble(Problem.SIGN_IN_FAILED, "3"))
    assert "3 tries left" in window.form.problem.text()
    set_language("ru")
    window.show_trouble(Trouble(Problem.SIGN_IN_FAILED, "3"))
    assert window.form.problem.text().endswith("Ещё 3 попытки.")
    set_language("en")
    assert window.form.password.field.text() == ""


def test_a_computer_without_keyring_asks_for_a_passphrase_twice(qtbot, window):
    window.show_trouble(Trouble(Problem.KEYRING_ABSENT))
    page = window.passphrase
    assert window.pages.currentWidget() is page
    page.first.field.setText("long enough")
    page.again.field.setText("long enouhg")
    with qtbot.assertNotEmitted(window.passphrase_given):
        page.enter.click()
    assert page.problem.text() == "The two passphrases differ."
    page.again.field.setText("long enough")
    with qtbot.waitSignal(window.passphrase_given) as caught:
        page.enter.click()
    assert caught.args == ["long enough"]


def person(name: str, *, unsent: int = 0, signed_in: bool = True, problems: tuple[Problem, ...] = ()) -> Profile:
    who = Person(UUID(int=1), UUID(int=2), "Home & Light", UUID(int=3), name)
    return Profile(
        name, Path(name), "https://help.example", who, unsent=unsent, email=f"{name.lower()}@shop.example",
        signed_in=signed_in, problems=problems,
    )  # fmt: skip


def test_who_works_at_this_computer_is_named_with_what_has_not_gone_out(qtbot, window):
    lost = person("Olga", problems=(Problem.KEYS_LOST,))
    window.form.people.show_people([person("Anna", unsent=2), person("Denis"), lost])
    names = [button.text() for button in window.form.people.buttons]
    assert names == ["Anna: 2 unsent", "Denis", "Olga: the key to the unsent work is lost"]
    assert window.form.people.buttons[0].accessibleName() == "Anna: 2 unsent, Home & Light"
    with qtbot.waitSignal(window.form.people.chosen) as caught:
        window.form.people.buttons[1].click()
    assert caught.args[0].person.user_name == "Denis"
    set_language("ru")
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert window.form.people.buttons[0].accessibleName() == "Anna: не отправлено 2 изменения, Home & Light"
    set_language("en")
    window.form.people.show_people([])
    assert not window.form.people.isVisible()


def test_how_a_persons_work_goes_out_is_told_beside_their_name_while_they_are_looked_at(qtbot, window):
    people = window.form.people
    people.show_people([person("Anna", unsent=2), replace(person("Denis", unsent=1), attention=1), person("Olga")])
    people.buttons[1].setFocus()
    assert [it.text() for it in people.buttons] == ["Anna: 2 unsent", "Denis: 1 unsent · 1 needs attention", "Olga"]
    told = [
        LeftWork("Anna", "Anna", Course.REVOKED, 2),
        LeftWork("Denis", "Denis", Course.DONE, 0, 2),
        LeftWork("Olga", "Olga", Course.DONE, 0),
    ]
    people.show_left(told)
    assert [it.text() for it in people.buttons] == [
        "Anna: 2 unsent · signed out from afar", "Denis: 2 need attention", "Olga"
    ]  # fmt: skip
    assert people.buttons[0].accessibleName().endswith("from afar, Home & Light")
    assert people.buttons[1].hasFocus() or not window.isActiveWindow()
    people.show_left([LeftWork("Anna", "Anna", Course.KEYRING)])  # not counted: what was counted before still stands
    assert people.buttons[0].text() == "Anna: 2 unsent · the keyring does not open"


def test_a_long_name_and_a_long_reason_make_the_window_no_wider(qtbot, window):
    people, before = window.form.people, window.minimumSizeHint().width()
    people.show_people([person("Konstantin " + "Vladimirovich " * 9 + "Zadunaisky", unsent=2), person("Olga")])
    people.show_left([LeftWork(it.key, "K", Course.UPGRADE, 2_000_000, 3_000_000) for it in people._people])
    qtbot.waitUntil(lambda: people.buttons[1].width() > people.buttons[1].minimumSizeHint().width())
    assert window.minimumSizeHint().width() == before
    assert people.buttons[0].shown.endswith("…")
    assert people.buttons[0].shown.startswith("Konstantin")
    assert "Deskhand needs an update" in people.buttons[0].toolTip()
    people.show_left([LeftWork(it.key, "K", Course.DONE, 0) for it in people._people])
    assert people.buttons[1].shown == "Olga"


def test_a_lost_key_is_explained_and_asked_for_and_beginning_anew_is_asked_twice(qtbot, window):
    window.show_trouble(Trouble(Problem.KEYS_LOST, "a1"))
    assert window.pages.currentWidget() is window.recovery
    assert window.lost == "a1"
    window.recovery.key.field.setText(" ABCD ")
    with qtbot.waitSignal(window.recovery.submitted) as caught:
        window.recovery.enter.click()
    assert caught.args == ["ABCD"]
    window.show_trouble(Trouble(Problem.WRONG_RECOVERY_KEY))
    assert "mistyped" in window.recovery.problem.text()
    window.recovery.ask()
    with qtbot.assertNotEmitted(window.recovery.anew_requested):
        window.recovery.anew.click()
    assert "put aside" in window.recovery.problem.text()
    with qtbot.waitSignal(window.recovery.anew_requested):
        window.recovery.anew.click()


def test_the_server_is_asked_for_when_the_cursor_leaves_its_address(qtbot, window):
    form = window.form
    form.server.field.setText("help.example")
    with qtbot.waitSignal(form.server_named) as caught:
        form.server.field.editingFinished.emit()
    assert caught.args == ["https://help.example"]
    form.show_reach("https://help.example", Reach.FOUND)
    assert form.server.hint.text() == "Found, secure connection"
    form.show_reach("https://other.example", Reach.PORTAL)
    assert form.server.hint.text() == "Found, secure connection"


def test_of_a_server_that_was_used_before_nobody_has_to_touch_the_address(qtbot, window):
    window.fill("https://help.example", "anna@help.example")
    with qtbot.waitSignal(window.form.server_named) as caught:
        window.form.ask_for_server()
    assert caught.args == ["https://help.example"]
    window.form.show_reach("https://help.example", Reach.FOUND)
    window.fill("https://help.example", "denis@help.example")
    assert window.form.server.hint.text() == "Found, secure connection"
    window.fill("https://other.example", "denis@other.example")
    assert window.form.server.hint.text() == ""


def test_what_stands_in_the_way_is_told_in_place_and_anew_in_the_other_language(window):
    form = window.form
    form.server.field.setText("http://help.example")
    form.show_reach("http://help.example", Reach.FOUND)
    assert form.server.hint.text() == "Found; the connection is not encrypted"
    form.show_reach("http://help.example", Reach.CERTIFICATE)
    assert "Do not type a password" in form.server.hint.text()
    set_language("ru")
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert "Не вводите пароль" in form.server.hint.text()
    set_language("en")
    form.server.field.textEdited.emit("h")
    assert form.server.hint.text() == ""


def test_a_failed_sign_in_says_what_stood_in_the_way(window):
    window.show_trouble(Trouble(Problem.SERVER_UNREACHABLE, Reach.UNNAMED.value))
    assert window.form.problem.text().startswith("No server of this name is known here.")
    assert window.form.problem.text().endswith("What you wrote is kept on this computer.")
