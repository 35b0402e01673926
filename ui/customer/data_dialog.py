"""All data of one person: a copy for them, a hold on it, or its end; for those whose role lets them."""

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.client.customer_row import CustomerCard
from app.client.handout import safe_name
from app.client.inbox import Declined
from app.client.port import Link, LinkStatus, Touched
from app.client.refusal import refusal
from app.client.row import ChangeState
from app.client.search import Saved
from app.commands.redaction import Redact, SetHold
from app.domain.erasure import Target
from app.language.plain_text import one_line
from ui.bridge.background import Background
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.data_parts import DataPart, ErasePart, ExportPart, HoldPart
from ui.files.file_dialog import FileDialog
from ui.theme.tokens import theme
from ui.translation import _, catalogue
from ui.widgets.button import Button
from ui.wording import size_text

_ANSWERS = frozenset({Link.LIVE, Link.POLLING})
_ON_ITS_WAY = frozenset({ChangeState.LEAVING, ChangeState.WAITING})


class DataDialog(QDialog):
    """Nothing in it is done without the server: only there it is known what else must be kept, or is kept."""

    def __init__(self, bridge: DeskBridge, customer: CustomerCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_dialog")
        name = one_line(customer.name, 60) or _("No name yet")
        self.setWindowTitle(_("Data of {name}").format(name=name))
        self._bridge, self._customer = bridge, customer
        self._gathers = False
        self._given: dict[UUID, tuple[DataPart, str]] = {}
        self.export, self.hold, self.erase = ExportPart(), HoldPart(), ErasePart(name)
        self.offline = QLabel(_("The server does not answer, and none of this works without it."))
        self.offline.setProperty("role", "danger")
        self.offline.setWordWrap(True)
        self.leave = Button(_("Close"))
        self._lay_out()
        self.hold.show_customer(customer)
        self._open_parts()
        self._listen()

    def _lay_out(self) -> None:
        look = theme()
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(*([look.space(6)] * 4))
        column.setSpacing(look.space(6))
        for part in (self.offline, self.export, self.hold, self.erase):
            column.addWidget(part)
        column.addStretch(1)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        column.addLayout(foot)
        self.resize(look.size("dialog"), self.heightForWidth(look.size("dialog")))

    def event(self, event: QEvent) -> bool:
        """What it says takes the room it needs; the dialog grows with it."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self.resize(self.width(), max(self.height(), self.heightForWidth(self.width())))
        return handled

    def _listen(self) -> None:
        self.export.wanted.connect(self._on_export)
        self.hold.wanted.connect(self._on_hold)
        self.erase.wanted.connect(self._on_erase)
        self.leave.clicked.connect(self.reject)
        self._bridge.settled.connect(self._on_settled)
        self._bridge.status_changed.connect(self._on_status_changed)

    def _open_parts(self) -> None:
        online = self._bridge.status.link in _ANSWERS
        self.offline.setVisible(not online)
        ready = online and not self._customer.erased
        for part in (self.export, self.hold, self.erase):
            part.open_to(self._bridge.queries.may(part.action), ready and not (part is self.export and self._gathers))

    # ------------------------------------------------------------------ gestures

    @Slot(bool)
    def _on_export(self, notes: bool) -> None:
        name = safe_name(f"{one_line(self._customer.name, 60)}.zip")
        path, _kind = FileDialog.getSaveFileName(self, _("Save as ZIP…"), name, "*.zip")
        if not path:
            return
        self._gathers = True
        self._open_parts()
        self.export.say(_("The server gathers it…"))
        work = partial(self._bridge.desk.lookup.export, self._customer.id, Path(path), notes=notes)
        asking = Background(work, self._bridge)
        asking.done.connect(self._on_exported)
        asking.start()

    @Slot(bool, str)
    def _on_hold(self, on: bool, reason: str) -> None:
        done = _("It is on hold now.") if on else _("The hold is lifted.")
        self._give(self.hold, SetHold(on, customer_id=self._customer.id, reason=reason), done)

    @Slot()
    def _on_erase(self) -> None:
        key = self._customer.id
        done = _("Erased. Other computers follow with their next exchange.")
        self._give(self.erase, Redact(Target.CUSTOMER, key, customer_id=key), done)

    def _give(self, part: DataPart, command: object, done: str) -> None:
        change_id = self._bridge.submit(command)
        if change_id is not None:
            part.say(_("Waiting for the server to confirm it…"))
            self._given[change_id] = (part, done)
            self._tell()

    # ------------------------------------------------------------------ news

    @Slot(object)
    def _on_exported(self, answer: "Saved | Declined") -> None:
        self._gathers = False
        self._open_parts()
        if isinstance(answer, Saved):
            self.export.say(_("Saved, {size}. Hand it to nobody but the person.").format(size=size_text(answer.size)))
        else:
            self.export.say(_declined(answer))

    @Slot(object)
    def _on_settled(self, touched: Touched) -> None:
        if touched.changes or touched.everything or self._customer.id in touched.customers:
            self._tell()

    @Slot(object)
    def _on_status_changed(self, _status: LinkStatus) -> None:
        self._open_parts()

    def _tell(self) -> None:
        """What became of what was given: on its way still, refused, or done."""
        known = {it.change_id: it for it in self._bridge.queries.changes()}
        for change_id, (part, done) in list(self._given.items()):
            change = known.get(change_id)
            if change is not None and change.state in _ON_ITS_WAY:
                continue
            del self._given[change_id]
            part.say(done if change is None else refusal(change.code, catalogue()))
        customer = self._bridge.queries.customer(self._customer.id)
        if customer is not None:
            self._customer = customer
            self.hold.show_customer(customer)
        self._open_parts()


def _declined(no: Declined) -> str:
    """Why there is no file, and what to do."""
    if no.code == "offline":
        return _("The server stopped answering. No file was written; try again later.")
    if no.code == "disk":
        return _("The file could not be saved there. Choose another folder, or free some space.")
    if no.code == "forbidden":
        return _("Your role may not do this. An administrator can.")
    if no.code == "not_found":
        return _("It is no longer at the server, or not for you.")
    return _("The server gave no file ({code}). Nothing was changed.").format(code=no.code)
