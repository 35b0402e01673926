"""Adding a mailbox, or mending one: address, access, what was found, from which day."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import QDate, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.client.inbox import Declined, InboxRow
from app.protocol.inbox import (
    AddInbox,
    ChangeInbox,
    FoundInbox,
    InboxShown,
    TestedInbox,
    TestInbox,
)
from ui.bridge.asking import ask
from ui.bridge.desk_bridge import DeskBridge
from ui.browser import Open, copied_instead, open_address
from ui.channels.browser_sign_in import BrowserSignIn
from ui.channels.page import AccessPage, AddressPage, FromDayPage, ResultPage
from ui.channels.result_words import access_words, found_words, is_good, verdict_words
from ui.channels.step_dialog import StepDialog
from ui.channels.words import declined_words
from ui.translation import _


class AddDialog(StepDialog):
    """Keeps nothing before the last step. With ``row`` it mends that inbox: access and result only."""

    added = Signal(object)
    """A mailbox was added, or mended. Carries its ``UUID``."""

    def __init__(
        self,
        bridge: DeskBridge,
        row: InboxRow | None = None,
        parent: QWidget | None = None,
        browse: Open = open_address,
    ) -> None:
        now = bridge.now()
        self.address, self.access = AddressPage(list(bridge.queries.queues())), AccessPage()
        self.findings, self.from_day = ResultPage(), FromDayPage(QDate(now.year, now.month, now.day))
        middle = [(self.access, _("Access")), (self.findings, _("What was found"))]
        if row is None:
            middle = [(self.address, _("The mailbox")), *middle, (self.from_day, _("From which day"))]
        super().__init__(middle, parent)
        self.setObjectName("add_mailbox")
        self._bridge, self._office, self._mended, self._browse = bridge, bridge.desk.inboxes, row, browse
        self._key = bridge.new_id()
        self._settings: dict[str, Any] = dict(row.settings) if row is not None else {}
        self._found = FoundInbox()
        self._sign_in_id: UUID | None = None
        self._browser = BrowserSignIn(bridge, browse, self)
        self.next.clicked.connect(self._on_next)
        self.access.sign_in_requested.connect(self._on_sign_in_requested)
        self.access.link_requested.connect(self._on_link_requested)
        self._browser.told.connect(self.access.tell)
        self._browser.finished.connect(self._on_signed_in)
        self.setWindowTitle(_("Add a mailbox") if row is None else row.address)
        if row is None:
            self.step_back(self.address)
        else:
            self._begin_mending(row)

    def step_back(self, page: QWidget) -> None:
        """A page with its button and its first field."""
        words = _("Next")
        if page is self.access:
            words = _("Try it")
        elif page is self._order[-1]:
            words = _("Add the mailbox") if self._mended is None else _("Keep it")
        focus: dict[QWidget, QWidget] = {self.address: self.address.address.field, self.from_day: self.from_day.now}
        first = self.access.first_field() if page is self.access else focus.get(page)
        self.show_page(page, words, first)

    @Slot()
    def _on_next(self) -> None:
        if self.page is self.address:
            self._find()
        elif self.page is self.access:
            self._try()
        elif self.is_last:
            self._keep()
        else:
            self.step_back(self.from_day)

    # ------------------------------------------------------------------ address and access

    def _find(self) -> None:
        address = self.address.address.field.text().strip()
        if "@" not in address.strip("@"):
            self.address.address.set_hint(_("An address has the form name@example.com."), "danger")
            self.address.address.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.address.address.set_hint("")
        self.set_busy(True, _("Looking for the mail servers of {address}…").format(address=address))
        ask(self._bridge, lambda: self._office.find(address), self._on_found)

    @Slot(object)
    def _on_found(self, answer: FoundInbox | Declined) -> None:
        self.step_back(self.address)
        if isinstance(answer, Declined):
            self.say(declined_words(answer))
            return
        self._found, self._settings, self._sign_in_id = answer, dict(answer.settings), None
        self._show_access()

    def _begin_mending(self, row: InboxRow) -> None:
        by_browser = self._settings.get("auth") == "xoauth2"
        self._found = FoundInbox(
            provider=str(self._settings.get("provider", "")), password="none" if by_browser else "own",
            sign_in=by_browser, title=row.address,
        )  # fmt: skip
        self._show_access()

    def _show_access(self) -> None:
        found, access = self._found, self.access
        access.told.setText(access_words(found, mending=self._mended is not None))
        access.show_way(password=found.password, url=found.password_url, signs_in=found.sign_in)
        access.user.setText(str(self._settings.get("imap_user") or self._address()))
        access.imap.fill(self._settings)
        access.smtp.fill(self._settings)
        access.more.setVisible(not found.provider)
        self.step_back(access)

    def _address(self) -> str:
        return self._mended.address if self._mended is not None else self.address.address.field.text().strip()

    @Slot()
    def _on_sign_in_requested(self) -> None:
        self._sign_in_id = None
        self._browser.begin(self._found.provider, self._address())

    @Slot(object)
    def _on_signed_in(self, sign_in_id: UUID) -> None:
        self._sign_in_id = sign_in_id
        self._try()

    @Slot(str)
    def _on_link_requested(self, url: str) -> None:
        if not self._browse(url):
            self.say(copied_instead(url))

    # ------------------------------------------------------------------ trying and keeping

    def _typed(self) -> dict[str, Any]:
        """Settings as they stand in the fields; a sign-in goes before a password."""
        access, user = self.access, self.access.user.text().strip()
        typed = {**self._settings, **access.imap.settings(), **access.smtp.settings()}
        typed |= {"imap_user": user, "smtp_user": user}
        return typed | {"auth": "xoauth2" if self._signs_in() else "password"}

    def _signs_in(self) -> bool:
        return self._sign_in_id is not None or (self._mended is not None and self._found.password == "none")

    def _secrets(self) -> dict[str, str]:
        password = self.access.password.field.text()
        return {} if self._signs_in() or not password else {"imap_password": password, "smtp_password": password}

    def _try(self) -> None:
        typed, secrets = self._typed(), self._secrets()
        if self._mended is None and not secrets and not self._signs_in():
            self.access.password.set_hint(_("A password is needed, or a sign-in in the browser."), "danger")
            self.access.password.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.access.password.set_hint("")
        wish = TestInbox(
            address=self._address(), settings=typed, secrets=secrets, sign_in_id=self._sign_in_id,
            inbox_id=None if self._mended is None else self._mended.id,
        )  # fmt: skip
        self.set_busy(True, _("Trying both servers…"))
        ask(self._bridge, lambda: self._office.test(wish), self._on_tested)

    @Slot(object)
    def _on_tested(self, answer: TestedInbox | Declined) -> None:
        self.step_back(self.access)
        if isinstance(answer, Declined):
            self.say(declined_words(answer))
            return
        self._settings = self._typed()
        self.findings.incoming.setText(verdict_words(_("Incoming mail"), answer.imap))
        self.findings.outgoing.setText(verdict_words(_("Outgoing mail"), answer.smtp))
        self.findings.found.setText(found_words(answer))
        self.step_back(self.findings)
        self.next.setEnabled(is_good(answer))
        if not is_good(answer):
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        settings, secrets = dict(self._settings), self._secrets()
        self.set_busy(True, _("Keeping it…"))
        if self._mended is not None:
            inbox_id = self._mended.id
            change = ChangeInbox(settings=settings, secrets=secrets, sign_in_id=self._sign_in_id)
            ask(self._bridge, lambda: self._office.change(inbox_id, change), self._on_kept)
            return
        address, settings = self._address(), settings | self.from_day.settings()
        wish = AddInbox(
            channel="email", name=self.address.name.field.text().strip() or address, address=address,
            queue_id=self.address.queue_id, settings=settings, secrets=secrets, sign_in_id=self._sign_in_id,
        )  # fmt: skip
        ask(self._bridge, lambda: self._office.add(wish, self._key), self._on_kept)

    @Slot(object)
    def _on_kept(self, answer: InboxShown | Declined) -> None:
        if isinstance(answer, Declined):
            self.step_back(self._order[-1])
            self.say(declined_words(answer))
            return
        self.added.emit(answer.id)
        self.accept()

    def done(self, result: int) -> None:
        """Nobody waits for the browser any more; what was typed is forgotten."""
        self._browser.stop()
        self.access.password.field.clear()
        super().done(result)
