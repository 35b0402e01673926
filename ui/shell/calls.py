"""Calls by hand in this window: from a link of the switchboard or the menu to the entry in the log."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import cast
from uuid import UUID

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.client.call import CallState, HandCall
from app.client.customer_row import IdentityRow
from app.client.row import DraftKind
from app.domain.call import Direction
from app.domain.channel import Channel
from app.language.catalogue import marked
from app.language.phone import CallLink, number_of
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.calls.keeping import CallKeeper
from ui.calls.memory import CallMemory
from ui.calls.panel import CallPanel
from ui.calls.words import who
from ui.guide.panel import GuidePanel
from ui.shell.call_place import CallPlace
from ui.shell.frame import Frame
from ui.shell.navigator import Navigator
from ui.shell.screens import ComposerScreen, Screens
from ui.shell.status_bar import SAID_LONG_MS
from ui.shell.telling import Telling
from ui.translation import _, said_in
from ui.widgets.announce import announce
from ui.widgets.tab_order import tab_before


class Calls(QObject):
    """One call at a time; what comes meanwhile waits its turn."""

    def __init__(
        self, window: Frame, bridge: DeskBridge, navigator: Navigator, screens: Screens, telling: Telling
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._navigator, self._telling = window, bridge, navigator, telling
        self._memory = CallMemory(window.store.settings, bridge.desk.person.user_id)
        self._call: HandCall | None = None
        self._waiting: list[CallLink] = []
        self.panel = _panel_above(screens.composer)
        self.panel.answered.connect(self.answer)
        self.panel.missed.connect(self.miss)
        self.panel.ended.connect(self.end)
        self.panel.saved.connect(self.save)
        self.panel.dropped.connect(self._drop)
        for part in (screens.talk, screens.composer):
            part.solved.connect(self._on_solved)
        guide = screens.guide if isinstance(screens.guide, GuidePanel) else None
        self._place = CallPlace(self.panel, guide, navigator, self)
        self._keeper = CallKeeper(self.panel, bridge.desk.drafts, self)
        self._resume()
        self.slots: dict[str, Callable[[], object]] = {
            "new-call": self.ask,
            "dial": self.dial,
            "answer": self.answer,
            "decline": self.miss,
            "hangup": self.end,
        }

    @property
    def call(self) -> HandCall | None:
        """The call that goes on."""
        return self._call

    @Slot(object)
    def begin(self, link: CallLink) -> None:
        """A call begins, or waits behind the one that goes on. All of it is local."""
        if self._call is not None:
            self._waiting.append(link)
            written = number_of(link.number).written or _("Hidden number")
            self._window.status.say(_("Another call waits: {number}").format(number=written))
            return
        number = number_of(link.number)
        caller = self._bridge.queries.caller(number)
        self._call = HandCall(number, link.direction, caller, monotonic, self._bridge.desk.now)
        if self._call.request_id is not None:
            self._navigator.open(self._call.request_id)
        elif self._call.state is CallState.TALKING or self._navigator.card() is None:  # else there is no place to ring
            self._open_request()
        self._show()
        if self._call.state is CallState.OFFERED:
            announce(self.panel, _("Incoming call: {name}").format(name=who(self._call)), at_once=True)
            self._telling.ring(_("Incoming call"), self._call.request_id)

    def _resume(self) -> None:
        """A call that was not in the log when the program ended is there again with its notes."""
        kept = self._keeper.left()
        if kept is None:
            return
        number = number_of(kept.number)
        self._call = HandCall(
            number, kept.direction, self._bridge.queries.caller(number), monotonic, self._bridge.desk.now
        )
        self._call.resume(kept)
        self.panel.show_call(self._call)
        self.panel.take_up(kept)
        self._show()
        self._window.status.say(_("Your last call is not saved yet. Its notes are here again."), SAID_LONG_MS)

    def keep(self) -> None:
        """Keep what is written of the call now."""
        self._keeper.flush()

    def ask(self, numbers: Sequence[IdentityRow] = ()) -> None:
        """A number is typed or pasted, or one of ``numbers`` chosen: the one used last stands there."""
        from ui.calls.dialog import ask_for_call

        link = ask_for_call(self._bridge.queries, self._memory, numbers, self._window)
        if link is not None:
            self.begin(link)

    def dial(self) -> None:
        """The open request's customer is called, on whatever telephone there is; of several numbers one is chosen."""
        card = self._navigator.card()
        customer = self._bridge.queries.customer(card.row.customer_id) if card is not None else None
        phones = [it for it in customer.identities if it.channel is Channel.PHONE] if customer else []
        if len(phones) == 1:
            self.begin(CallLink(phones[0].value, Direction.OUT))
        else:
            self.ask(phones)

    @Slot()
    def answer(self) -> None:
        """They talk."""
        if self._call is not None and self._call.state is CallState.OFFERED:
            self._call.answer()
            if self._call.request_id is None:
                self._open_request()
            self._show()

    @Slot()
    def miss(self) -> None:
        """Nobody took it."""
        if self._call is not None and self._call.state is CallState.OFFERED:
            self._call.miss()
            self._show()

    @Slot()
    def end(self) -> None:
        """They have hung up."""
        if self._call is not None and self._call.state is CallState.TALKING:
            self._call.end()
            self.panel.result.setFocus()
            self._show()

    @Slot()
    def save(self) -> None:
        """Put it into the log."""
        call = self._call
        if call is None:
            return
        if call.state is CallState.TALKING:
            call.end()
        call.request_id = self.panel.request.currentData()
        if call.request_id is None and not self._open_request():
            return
        if self._bridge.submit(_log_of(call, self.panel, self._bridge.new_id())) is not None:
            self._leave()

    def close(self) -> None:
        """The desk is leaving the window: what was said is kept."""
        self._waiting.clear()
        self.keep()  # also when it cannot be saved: then it is here again the next time
        if self._call is not None and self._call.state is not CallState.OFFERED:
            self.save()
        self.panel.deleteLater()
        self.deleteLater()

    @Slot()
    def _drop(self) -> None:
        """It was no call; what was written of it all the same becomes a note that is not saved yet."""
        text, call = self.panel.notes.toPlainText().strip(), self._call
        place = None if call is None else self.panel.request.currentData() or call.request_id
        if text and place is None:
            self._window.status.say(_("There is no request to keep these notes in: save the call, or empty them."))
            return
        if text and place is not None:
            self._bridge.drafts_wanted.emit()
            there = self._bridge.queries.draft(place, DraftKind.NOTE)
            self._bridge.desk.save_draft(place, f"{there}\n\n{text}" if there.strip() else text, DraftKind.NOTE)
        self._leave()

    def _leave(self) -> None:
        self._call = None
        self._show()
        if self._waiting:
            self.begin(self._waiting.pop(0))

    def _open_request(self) -> bool:
        """A request of the caller, to talk in; False: there is no queue to open it in, or no room on the disk."""
        from app.commands.call import OpenByPhone

        call, queues = self._call, self._bridge.queries.queues()
        if call is None or not queues:
            self._window.status.say(_("You work no queue a request could be opened in. The call is not saved."))
            return False
        request_id, fresh = self._bridge.new_id(), self._bridge.new_id()
        name = one_line(call.caller.name, 120) or call.number.written or _("Hidden number")
        command = OpenByPhone(
            request_id, self._memory.queue(queues).id, call.caller.customer_id or fresh, self._bridge.new_id(),
            call.number.e164, name,
            said_in(self._bridge.desk.person.locale, marked("Call: {name}")).format(name=name),
        )  # fmt: skip
        if self._bridge.submit(command) is None:
            return False
        call.request_id = request_id
        self._navigator.open(request_id)
        return True

    @Slot(object)
    def _on_solved(self, request_id: object) -> None:
        """Whoever solves the request of a call has done with the call, too."""
        call = self._call
        if call is not None and call.state is CallState.WRAPUP and self.panel.request.currentData() == request_id:
            self.save()

    def _show(self) -> None:
        call = self._call
        state = call.state if call is not None else None
        self._place.show_call(call)
        self.panel.show_call(call)
        actions = self._window.shortcuts
        actions.set_enabled(("answer", "decline"), state is CallState.OFFERED)
        actions.set_enabled(("hangup",), state is CallState.TALKING)
        self._keeper.watch(call)
        self._telling.show_call(ringing=state is CallState.OFFERED, talking=state is CallState.TALKING)


def _panel_above(composer: ComposerScreen) -> CallPanel:
    """A panel in the composer's place, as high as that has room for."""
    panel, layout = CallPanel(cast(QWidget, composer)), cast(QWidget, composer).layout()
    assert isinstance(layout, QVBoxLayout)
    layout.insertWidget(0, panel)
    tab_before(panel, cast(QWidget, composer.face))
    composer.face.lowered.connect(panel.set_fewest_lines)
    panel.set_fewest_lines(composer.face.fewest_lines)
    return panel


def _log_of(call: HandCall, panel: CallPanel, entry_id: UUID) -> object:
    """The call with what is written of it, for the log of its request."""
    from app.commands.call import LogCall

    assert call.request_id is not None
    return LogCall(
        call.request_id, entry_id, call.direction, call.number.logged,
        call.started_at, call.seconds, call.wrapup_s, panel.notes.toPlainText().strip(), panel.chosen_result,
    )  # fmt: skip
