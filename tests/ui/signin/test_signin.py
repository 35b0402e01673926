"""Signing in: what is missing gets the cursor, what went wrong is said in place."""

import pytest

from app.client.port import Problem, Trouble
from ui.signin.form import SignIn, full_address
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


def test_a_missing_password_is_asked_for_not_complained_about(qtbot, window):
    window.fill("help.example", "anna@example.org")
    with qtbot.assertNotEmitted(window.submitted):
        window.form.enter.click()
    assert window.form.problem.text() == ""


def test_a_wrong_password_says_how_many_tries_are_left(window):
    window.form.password.field.setText("wrong")
    window.show_trouble(Trouble(Problem.SIGN_IN_FAILED, "3"))
    assert "3 tries left" in window.form.problem.text()
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
