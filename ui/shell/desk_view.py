"""Everything of the window that needs a desk: made when it is attached, gone when it is detached."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.client.port import LinkStatus, Touched
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.reading import next_promise_at
from ui.shell.around import answering_words
from ui.shell.arranger import Arranger
from ui.shell.batch import BatchActs
from ui.shell.call_keys import CallKeys
from ui.shell.calls import Calls
from ui.shell.docks import RightDocks
from ui.shell.dropping import Dropping
from ui.shell.finder import Finder
from ui.shell.frame import Frame
from ui.shell.given_back import GivenBack
from ui.shell.handling import handling_of
from ui.shell.junk import JunkActs
from ui.shell.keyboard_back import KeyboardBack
from ui.shell.letter_keys import LetterKeys
from ui.shell.letters import Letters
from ui.shell.mailbox_line import MailboxLine
from ui.shell.navigator import Navigator
from ui.shell.notice import Notices
from ui.shell.own_state import OwnState, StateLine
from ui.shell.pane_cycle import PaneCycle
from ui.shell.place import Place
from ui.shell.rail_model import place_names
from ui.shell.row_menu import RowMenu
from ui.shell.screens import Screens
from ui.shell.shortcuts import VIEWS
from ui.shell.telling import Telling
from ui.shell.torn_off import TearOff
from ui.shell.undo import UndoSend
from ui.shell.workspace import Workspace
from ui.translation import language

_OF_A_PROMISE = ("promise-kept", "promise-move", "promise-withdraw")
_OF_A_TALK = ("promise", "fields", "merge", "link", "rethread", "why", "copy-link", "print")
_OF_A_CONVERSATION = (
    *_OF_A_TALK,
    "tags", "followup", "mark-read",
    "find", "reply", "reply-other", "note", "mention", "send", "send-status", "greet", "macro", "spelling", "emoji",
    "attach", "screenshot", "paste-picture", "marks", "bold", "italic", "past", "copies", "solve", "assign",
)  # fmt: skip
_CALLING = ("answer", "decline", "hangup")
_JUNK = ("junk", "junk-choose", "customer-after-all")
_OF_A_LETTER = ("discard-letter",)


class DeskView(QObject):
    """Owns workspace, docks, navigation and notices of one attached desk."""

    def __init__(self, window: Frame, bridge: DeskBridge, workspace: Workspace, screens: Screens) -> None:
        super().__init__(window)
        self._window = window
        self.bridge = bridge
        self.screens = screens
        self.workspace = workspace
        workspace.set_conversation(screens.conversation)
        self.docks = RightDocks(window, screens.guide, screens.customer, screens.conversation)
        self.navigator = Navigator(bridge, self.workspace, screens)
        self.notices = Notices(bridge, window.banner)
        self.mailboxes = MailboxLine(bridge, window.status, window, self)
        self.workspace.list_pane.model.answering = partial(answering_words, bridge)
        bridge.people_changed.connect(self.workspace.list_pane.model.show_again)
        self.given_back = GivenBack(bridge, self)
        self.undo = UndoSend(bridge, window.shortcuts["undo-send"], self.workspace.list_pane)
        self.cycle = PaneCycle(window.panes, self)
        self.junk = JunkActs(bridge, self.navigator, workspace.list_pane, window)
        self.batch = BatchActs(bridge, self.navigator, workspace.list_pane, self.undo, window)
        self.dropping = Dropping(workspace.rail.list, self.batch)
        RowMenu(workspace.list_pane.view, window.shortcuts, screens, self)
        LetterKeys(workspace.list_pane.view, lambda: window.settings.letter_keys)
        self.finder = Finder(window, bridge, workspace, self.navigator, screens)
        self.telling = Telling(window, bridge, self.navigator)
        own, follow = OwnState(bridge.now, self), self.telling.set_away
        self.own_state = StateLine(window, bridge.desk.person.user_id, own, follow, screens.set_state)
        self.arranger = Arranger(window, workspace, self.docks)
        self.calls = Calls(window, bridge, self.navigator, screens, self.telling)
        self.letters = Letters(window, bridge, self.navigator, screens)
        KeyboardBack(window, screens, self)
        CallKeys(window, self)
        self.handling = handling_of(bridge, self.navigator, screens, self.calls.panel.notes.textChanged)
        self._connect()
        window.status.show_person(bridge.desk.person)
        self._on_status_changed(bridge.status)
        self._on_touched(Touched(everything=True))
        self.place = Place(bridge, window.store.settings, workspace, self.navigator, self)
        self.place.restore()
        self.tear_off = TearOff(window, workspace, window.store.settings)
        window.shortcuts["tear-off"].triggered.connect(self.tear_off.toggle)
        window.shortcuts["tear-off"].setEnabled(True)

    def _connect(self) -> None:
        bridge, status = self.bridge, self._window.status
        bridge.status_changed.connect(self._on_status_changed)
        bridge.settled.connect(self._on_touched)
        for source in (status, self.notices, self.batch, self.screens.composer.face):
            source.changes_requested.connect(self.show_changes)
        self.notices.sign_in_requested.connect(self._window.sign_out_requested)
        self.workspace.list_pane.titled.connect(self._on_titled)
        self.navigator.opened.connect(self._on_opened)
        list_pane = self.workspace.list_pane
        for part in (list_pane.batch, list_pane.header, self.screens.talk.header):
            part.wanted.connect(self._window.shortcuts.trigger)
        actions = self._window.shortcuts
        for action_id in _OF_A_CONVERSATION:
            actions[action_id].setEnabled(False)
        self._slots = self._make_slots()
        for action_id, slot in self._slots.items():
            actions[action_id].triggered.connect(slot)
            sometimes = (*_OF_A_CONVERSATION, *_OF_A_PROMISE, *_OF_A_LETTER, *_JUNK, *_CALLING)
            actions[action_id].setEnabled(action_id not in sometimes)

    def _make_slots(self) -> dict[str, Callable[[], object]]:
        pane = self.workspace.list_pane
        slots: dict[str, Callable[[], object]] = {
            "search": self.finder.search.open,
            "new": self.letters.begin,
            "filter": pane.open_filter,
            "order": pane.header.open_menu,
            "palette": self.finder.open,
            "sync": self.bridge.desk.sync_now,
            "notifications": self.telling.bell.toggle,
            "quiet": self.telling.ask_quiet,
            "presence": self.own_state.ask,
            "journal": self.telling.show_journal,
            "changes": self.show_changes,
            "channels": self.mailboxes.show_channels,
            "pane-next": partial(self.cycle.step, 1),
            "pane-prev": partial(self.cycle.step, -1),
            "rail": self.workspace.toggle_rail,
            "down": partial(pane.view.step, 1),
            "up": partial(pane.view.step, -1),
            "reply": self.screens.composer.reply,
            "note": self.screens.composer.note,
            "send": self.screens.composer.send,
            "send-status": self.screens.composer.send_with_status,
            "greet": self.screens.greet,
            "solve": self.batch.or_one(self.batch.solve, self.screens.talk.solve),
            "person": self.screens.person.open_menu,
            "relation": self.screens.person.history.show_whole,
            "junk": self.batch.or_one(self.batch.junk, self.junk.mark),
            "junk-choose": self.junk.ask,
        }
        slots |= {**self.screens.composer.slots, **self.screens.talk.slots(), **self.calls.slots}
        slots |= {**self.navigator.slots(), **self.docks.slots(), **self.batch.slots()}
        slots |= {view: partial(self._go_to_place, number) for number, view in enumerate(VIEWS, 1)}
        return {action_id: partial(self._act, slot) for action_id, slot in slots.items()}

    def _go_to_place(self, number: int) -> None:
        """Ctrl+1…9: the keyboard goes to the list that is opened."""
        self.workspace.rail.go_to(number)
        self.workspace.list_pane.focus_list()

    def panes(self) -> Sequence[QWidget]:
        """Rail to customer, in the design's focus order."""
        screens, workspace = self.screens, self.workspace
        return [workspace.rail, workspace.list_pane, screens.conversation, screens.guide, screens.customer]

    def close(self) -> None:
        """Let go of the window's actions and of the docks."""
        for action_id, slot in self._slots.items():
            action = self._window.shortcuts[action_id]
            action.triggered.disconnect(slot)
            action.setEnabled(False)
        self._window.shortcuts.name_views(())
        self._window.status.show_inbox("")
        self._window.shortcuts["tear-off"].triggered.disconnect(self.tear_off.toggle)
        self.tear_off.close()
        self.finder.close()
        self.arranger.close()
        self.calls.close()
        self.handling.close()
        self.own_state.close()
        self.telling.close()
        self.place.leave()
        for dock in (self.docks.guide, self.docks.customer):
            self._window.removeDockWidget(dock)
            dock.deleteLater()
        self.deleteLater()

    def show_changes(self) -> None:
        """The list of what is unsent or was refused."""
        from ui.outbox.dialog import OutboxDialog

        dialog = OutboxDialog(self.bridge, self._window)
        dialog.opened.connect(self.navigator.open)
        left = self._window.status.left
        left.changed.connect(dialog.others.show_left)
        dialog.others.show_left(left.left)
        dialog.exec()
        dialog.deleteLater()

    def retranslate(self) -> None:
        """What has no widget of its own to hear of it."""
        self.docks.retranslate()
        self.notices.retranslate()
        self.mailboxes.refresh()
        self.own_state.retranslate()
        self.undo.refresh()
        self._name_views()
        self._on_titled(self.workspace.list_pane.header.title.text)

    @Slot(object)
    def _on_status_changed(self, status: LinkStatus) -> None:
        self._window.status.show_status(status, self.bridge.now())
        self.undo.refresh()

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        if touched.everything or touched.conversations:
            now = self.bridge.now()
            self._window.status.show_promise(next_promise_at(self.bridge.queries, now), now)
            self._enable()
        if touched.everything or touched.workspace:
            self._name_views()

    def _name_views(self) -> None:
        self._window.shortcuts.name_views(place_names(self.bridge.queries))

    @Slot(str)
    def _on_titled(self, name: str) -> None:
        self._window.show_name(name, self.bridge.desk.person.company(language()))

    @Slot(object)
    def _on_opened(self, conversation_id: object) -> None:
        actions, history = self._window.shortcuts, self.navigator.history
        actions.set_enabled(_OF_A_CONVERSATION, conversation_id is not None)
        self._enable()
        actions["back"].setEnabled(history.can_step(0 if conversation_id is None else -1))
        actions["forward"].setEnabled(history.can_step(1))

    def _act(self, slot: Callable[[], object], _checked: bool = False) -> None:
        """Every act finds open what was chosen; ``triggered`` carries a tick that nobody asked for."""
        self.screens.arrive()
        slot()

    def _enable(self) -> None:
        """What depends on how the open request stands now."""
        card = self.navigator.card()
        self.junk.enable(card)
        self._window.shortcuts.set_enabled(_OF_A_PROMISE, card is not None and card.row.promise_due_at is not None)
        self._window.shortcuts.set_enabled(_OF_A_LETTER, card is not None and card.begun is not None)
