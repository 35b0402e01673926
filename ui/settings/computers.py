"""Settings › Computers: where one is signed in, and signing one out from here; an administrator has everybody's."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.client.computer import ComputerRow, ComputersThere
from app.client.inbox import Declined
from app.client.port import Link, LinkStatus
from ui.bridge.asking import ask
from ui.bridge.desk_bridge import DeskBridge
from ui.settings.asked_once import AskedOnce
from ui.settings.computer_list import ComputerList, fitting
from ui.settings.computer_words import (
    count_words,
    declined_words,
    done_words,
    offline_words,
    question,
    why_not,
)
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.announce import announce
from ui.widgets.base import follow
from ui.widgets.button import Button
from ui.widgets.field import FilterField
from ui.widgets.segmented import Segment, Segmented

ADMINISTER = "administer_devices"
MINE, EVERYBODY = "mine", "everybody"
_ANSWERS = frozenset({Link.LIVE, Link.POLLING})


class ComputersPage(QWidget):
    """Asks the server whenever it comes into sight; nothing of the answer is kept on this computer."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._computers = bridge, bridge.desk.computers
        self._there: ComputersThere | None = None
        self._said = ""
        self.about, self.told, self.scope, self.search = QLabel(), QLabel(), Segmented(), FilterField()
        self.list, self.act, self.asked = ComputerList(), Button(), AskedOnce()
        for label in (self.about, self.told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.about.setProperty("role", "secondary")
        self.told.setProperty("role", "secondary")
        self._lay_out()
        self.scope.chosen.connect(self._on_scope)
        self.search.textChanged.connect(self._on_typed)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.act.clicked.connect(self._on_act)
        self.asked.agreed.connect(self._on_agreed)
        self.asked.left.connect(self._on_left)
        bridge.status_changed.connect(self._on_status_changed)
        self.retranslate()

    def _lay_out(self) -> None:
        look = theme()
        above, foot = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.scope, 0, Qt.AlignmentFlag.AlignVCenter)
        above.addWidget(self.search, 1)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.act)
        foot.setSpacing(look.space(5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(5))
        column.addWidget(self.about)
        column.addLayout(above)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        column.addWidget(self.asked)

    # ------------------------------------------------------------------ what is shown

    def load(self) -> None:
        """Ask the server which there are."""
        if self._bridge.status.link not in _ANSWERS:
            self._show()
            return
        scope = self.scope.key
        work = self._computers.everybody if scope == EVERYBODY else self._computers.mine
        ask(self._bridge, lambda: (scope, work()), self._on_listed)

    def _show(self) -> None:
        """The rows that fit what was typed; the chosen one stays chosen."""
        is_all = self.scope.key == EVERYBODY
        rows = [] if self._there is None else self._there.rows
        shown = fitting(rows, self.search.text()) if is_all else rows
        self.list.show_rows(shown, self._bridge.now(), self._bridge.zone, with_person=is_all)
        self.scope.setVisible(self._bridge.queries.may(ADMINISTER))
        self.search.setVisible(is_all)
        self._show_chosen()

    def _show_chosen(self) -> None:
        row, online = self.list.chosen, self._bridge.status.link in _ANSWERS
        reason = "" if row is None else why_not(row)
        self.asked.hide()
        self.act.show()
        self.act.setText(_("Let in again") if row is not None and row.signed_out else _("Sign out…"))
        self.act.setEnabled(online and row is not None and not reason)
        self.act.setAccessibleDescription(reason)
        self.act.setToolTip(reason)
        if not online:
            self._tell(offline_words(shows_some=self._there is not None), "warning")
        elif self._said:
            self._tell(self._said, self.told.property("role"))
        else:
            self._tell(reason or ("" if self._there is None else count_words(self.list.count())))

    def _say(self, words: str, role: str = "secondary") -> None:
        """What became of it, until something else is chosen."""
        self._said = words
        self._tell(words, role)
        if self.isVisible() and words:
            announce(self, words)

    def _tell(self, words: str, role: str = "secondary") -> None:
        self.told.setText(words)
        self.told.setAccessibleName(words)
        self.told.setProperty("role", role)
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)

    # ------------------------------------------------------------------ what is done

    @Slot()
    def _on_act(self) -> None:
        row = self.list.chosen
        if row is None or self._there is None:
            return
        if row.signed_out:
            self._do(self._computers.let_in, row)
            return
        is_mine = row.user_id == self._bridge.desk.person.user_id
        words = question(row, self._there.lease_days, is_mine=is_mine)
        self._tell("")
        self.act.hide()
        self.asked.ask(words, keep=_("Leave it signed in"), go=_("Sign it out"))

    @Slot()
    def _on_left(self) -> None:
        self._show_chosen()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_agreed(self) -> None:
        row = self.list.chosen
        if row is not None:
            self._do(self._computers.sign_out, row)

    def _do(self, work: Callable[..., Any], row: ComputerRow) -> None:
        self._on_left()
        self.act.setEnabled(False)
        self._say(_("The server is asked…"))
        computer_id = row.id
        ask(self._bridge, lambda: work(computer_id), self._on_done)

    # ------------------------------------------------------------------ news

    @Slot(object)
    def _on_listed(self, answer: tuple[str, ComputersThere | Declined]) -> None:
        scope, there = answer
        if scope != self.scope.key or not self.asked.isHidden():  # what is asked about stays where it is
            return
        if isinstance(there, Declined):
            self._say(declined_words(there, shows_some=self._there is not None), "danger")
            return
        self._there = there
        self._show()

    @Slot(object)
    def _on_done(self, answer: ComputerRow | Declined) -> None:
        if isinstance(answer, Declined):
            self._say(declined_words(answer, shows_some=True), "danger")
            if self.asked.isHidden():  # another one may be asked about by now
                self._show_chosen()
            return
        self._say(done_words(answer))
        self.load()

    @Slot(str)
    def _on_scope(self, _key: str) -> None:
        self._there, self._said = None, ""
        self._show()
        self.load()

    @Slot(str)
    def _on_typed(self, _text: str) -> None:
        self._said = ""
        self._show()

    @Slot(int)
    def _on_row_changed(self, _row: int) -> None:
        self._said = ""
        self._show_chosen()

    @Slot(object)
    def _on_status_changed(self, status: LinkStatus) -> None:
        if status.link in _ANSWERS and self._there is None and self.isVisible():
            self.load()
        elif self.asked.isHidden() or status.link not in _ANSWERS:
            self._show_chosen()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        """It comes into sight: what is known is asked for anew."""
        super().showEvent(event)
        self.load()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "asked"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Pictures in the colours of now."""
        self._show()

    def retranslate(self) -> None:
        """All words."""
        self.about.setText(_("Where you signed in. Each keeps a copy of the data, and what was not sent from there."))
        self.scope.set_segments([Segment(MINE, _("Mine")), Segment(EVERYBODY, _("Everybody’s"))])
        self.search.setPlaceholderText(_("Find a person or a computer"))
        self.search.setAccessibleName(_("Find a person or a computer"))
        self.list.setAccessibleName(_("Computers"))
        self._show()
