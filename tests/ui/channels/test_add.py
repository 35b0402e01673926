"""A mailbox is connected in four short steps, by keyboard; nothing is kept before the last."""

import pytest
from PySide6.QtCore import QDate, Qt

from app.client.inbox import Declined
from app.protocol.inbox import FoundInbox, SignInState, Verdict
from app.protocol.inbox import TestedInbox as Tried
from ui.channels.add import AddDialog


class Browser:
    """The system's browser."""

    def __init__(self):
        self.opened = []
        self.works = True

    def __call__(self, address):
        self.opened.append(address)
        return self.works


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def dialog(bridge, qtbot, browser):
    made = AddDialog(bridge, browse=browser)
    qtbot.addWidget(made)
    made.show()
    return made


def to_access(dialog, qtbot):
    qtbot.keyClicks(dialog.address.address.field, "help@yandex.ru")
    qtbot.keyClick(dialog.address.address.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.page is dialog.access)


def to_findings(dialog, qtbot):
    to_access(dialog, qtbot)
    qtbot.keyClicks(dialog.access.password.field, "app password")
    qtbot.keyClick(dialog.access.password.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.page is dialog.findings)


def test_a_known_provider_is_connected_from_the_keyboard_from_now_on(dialog, desk, qtbot):
    added = []
    dialog.added.connect(added.append)
    to_findings(dialog, qtbot)
    assert "18,240 letters" in dialog.findings.found.text()
    assert "“Отправленные”" in dialog.findings.found.text()
    qtbot.keyClick(dialog.next, Qt.Key.Key_Return)
    assert dialog.page is dialog.from_day
    assert dialog.from_day.now.isChecked()
    assert [name for name, _ in desk.office.asked] == ["find", "test"]
    qtbot.keyClick(dialog.next, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(added))
    wish = desk.office.asked[-1][1]
    assert (wish.address, wish.name) == ("help@yandex.ru", "help@yandex.ru")
    assert wish.secrets == {"imap_password": "app password", "smtp_password": "app password"}
    assert (wish.settings["imap_host"], wish.settings["auth"]) == ("imap.yandex.ru", "password")
    assert (wish.settings["from_day"], wish.settings["history"]) == (None, "yes")
    assert "app password" not in str(wish.settings)
    assert dialog.access.password.field.text() == ""


def test_letters_since_a_day_without_the_older_ones(dialog, desk, qtbot):
    to_findings(dialog, qtbot)
    dialog.next.click()
    dialog.from_day.since.click()
    dialog.from_day.day.setDate(QDate(2026, 11, 9))
    dialog.from_day.older.click()
    dialog.next.click()
    qtbot.waitUntil(lambda: desk.office.asked[-1][0] == "add")
    settings = desk.office.asked[-1][1].settings
    assert (settings["from_day"], settings["history"]) == ("2026-11-09", "no")


def test_a_wrong_password_is_said_with_what_to_do_and_goes_no_further(dialog, desk, qtbot):
    wrong = Verdict(code="wrong_password", said="535 no")
    desk.office.tested = Tried(imap=wrong, smtp=Verdict())
    to_findings(dialog, qtbot)
    assert "does not accept the password (535 no)" in dialog.findings.incoming.text()
    assert "app password" in dialog.findings.incoming.text()
    assert not dialog.next.isEnabled()
    dialog.back.click()
    assert dialog.page is dialog.access
    assert dialog.next.isEnabled()


def test_servers_nobody_knows_are_typed_by_hand(dialog, desk, qtbot):
    desk.office.found = FoundInbox(settings={"imap_user": "help@shop.example"})
    to_access(dialog, qtbot)
    assert dialog.access.more.isVisible()
    assert "No mail server was found" in dialog.access.told.text()
    dialog.access.imap.host.setText("mail.shop.example")
    dialog.access.imap.port.setText("143")
    dialog.access.imap.tls.setCurrentIndex(dialog.access.imap.tls.findData("starttls"))
    dialog.access.password.field.setText("secret")
    dialog.next.click()
    qtbot.waitUntil(lambda: dialog.page is dialog.findings)
    settings = desk.office.asked[-1][1].settings
    assert (settings["imap_host"], settings["imap_port"], settings["imap_tls"]) == (
        "mail.shop.example",
        143,
        "starttls",
    )


def test_signing_in_in_the_browser_leads_on_by_itself(dialog, desk, browser, qtbot):
    desk.office.signed_in = SignInState(state="begun")
    to_access(dialog, qtbot)
    dialog.access.sign_in.click()
    qtbot.waitUntil(lambda: browser.opened == ["https://provider.example/yandex"])
    assert "Come back here" in dialog.access.signed_in.text()
    desk.office.signed_in = SignInState(state="done")
    dialog._browser._look.setInterval(1)
    dialog._browser._look.start()
    qtbot.waitUntil(lambda: dialog.page is dialog.findings)
    wish = desk.office.asked[-1][1]
    assert (wish.settings["auth"], wish.secrets, wish.sign_in_id is not None) == ("xoauth2", {}, True)


def test_a_refused_sign_in_and_a_browser_that_does_not_start_are_told(dialog, desk, browser, qtbot):
    desk.office.signed_in = SignInState(state="refused", said="access_denied")
    browser.works = False
    to_access(dialog, qtbot)
    dialog.access.sign_in.click()
    qtbot.waitUntil(lambda: "is copied" in dialog.access.signed_in.text())
    dialog._browser._look.setInterval(1)
    dialog._browser._look.start()
    qtbot.waitUntil(lambda: "access_denied" in dialog.access.signed_in.text())
    assert dialog.page is dialog.access


def test_a_mailbox_is_mended_in_two_steps(bridge, desk, qtbot):
    row = desk.office.put(state="wrong_password", since_at=desk.now())
    dialog = AddDialog(bridge, row)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.access.password.field.setText("the new one")
    dialog.next.click()
    qtbot.waitUntil(lambda: dialog.page is dialog.findings)
    assert dialog.next.text() == "Keep it"
    dialog.next.click()
    qtbot.waitUntil(lambda: desk.office.asked[-1][0] == "change")
    change = desk.office.asked[-1][1]
    assert change.secrets["imap_password"] == "the new one"
    assert change.settings["imap_host"] == "imap.yandex.ru"


def test_an_address_and_a_no_are_told_in_place(dialog, desk, qtbot):
    dialog.address.address.field.setText("nobody")
    dialog.next.click()
    assert "name@example.com" in dialog.address.address.hint.text()
    desk.office.declined = Declined("offline")
    dialog.address.address.field.setText("help@yandex.ru")
    dialog.next.click()
    qtbot.waitUntil(lambda: "does not answer" in dialog.problem.text())
    assert dialog.page is dialog.address
