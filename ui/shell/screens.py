"""What the window expects of the panes it holds, which know nothing of each other; ``ui.shell.panes`` builds them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol, cast
from uuid import UUID

from PySide6.QtCore import QTimer, SignalInstance
from PySide6.QtWidgets import QWidget

from app.client.row import ConversationCard, TemplateRow
from app.domain.work_state import WorkState
from ui.shell.afterwards import Afterwards

_REST_MS = 60
"""Longer than a key takes to repeat: while one walks through the list the panels wait."""

_THEN_MS = 10
"""The second panel follows the first; a key that was pressed meanwhile comes between them."""


class FindPart(Protocol):
    """Finding something in the open conversation."""

    def open_with(self, text: str = "", entry_id: UUID | None = None) -> None:
        """Look for a text, beginning at a message."""


class HeaderPart(Protocol):
    """The lines above the talk."""

    wanted: SignalInstance
    """Something of the menus is to be done with it. Carries the id of its action."""


class FindScreen(Protocol):
    """What the pane has for it."""

    @property
    def bar(self) -> FindPart:
        """The field above what was written."""

    def begin_reading(self) -> None:
        """Give the keyboard to what is read."""


class ConversationScreen(Protocol):
    """The middle of the window."""

    solved: SignalInstance
    """The operator solved a conversation. Carries its ``UUID``."""
    requested: SignalInstance
    """Another conversation is to be shown. Carries its ``UUID``."""
    header: HeaderPart
    """What stands above it."""

    @property
    def card(self) -> ConversationCard | None:
        """The open conversation as it is known now; None: nothing is open, or it is not here."""

    def slots(self) -> Mapping[str, Callable[[], object]]:
        """What the menus offer for the open conversation, by the ids of actions."""

    def show_entry(self, entry_id: UUID) -> bool:
        """Bring an entry of the open conversation into sight; False when it is not here."""

    @property
    def finding(self) -> FindScreen:
        """Finding something in it."""

    def open(self, conversation_id: UUID | None) -> None:
        """Show a conversation."""

    def focus_composer(self) -> None:
        """Ready to answer."""

    def solve(self) -> None:
        """Solve the open conversation."""

    def flush(self) -> None:
        """Save what is typed now."""


class FacePart(Protocol):
    """How high the composer is."""

    lowered: SignalInstance
    """The window leaves another number of lines to a text that is empty. Carries the number."""
    fewest_lines: int
    """How many they are now."""
    changes_requested: SignalInstance
    """The list of what was refused is wanted."""


class ComposerScreen(Protocol):
    """Where one writes."""

    solved: SignalInstance
    """The operator sent an answer that solves. Carries the conversation's ``UUID``."""
    face: FacePart
    """What it looks like."""
    slots: Mapping[str, Callable[[], object]]
    """What its actions do, by their ids in the keymap."""

    def reply(self) -> None:
        """Write to the customer."""

    def note(self) -> None:
        """Write to colleagues."""

    def mention(self) -> None:
        """Name a colleague in the note."""

    def send(self) -> None:
        """What the button says."""

    def send_with_status(self) -> None:
        """Choose what comes after."""

    def quick_reply(self, template: TemplateRow | None = None) -> None:
        """Choose a template, or put in the one chosen elsewhere."""

    def insert(self, text: str, *, here: bool = False) -> None:
        """Put a line at the beginning of the reply, or a sentence where one writes."""


class HistoryPart(Protocol):
    """What was before."""

    def show_whole(self) -> None:
        """The whole history of the relationship."""


class CustomerScreen(Protocol):
    """The panel about the customer."""

    @property
    def history(self) -> HistoryPart:
        """What was before."""

    def show_customer(self, customer_id: UUID | None) -> None:
        """Show a customer."""

    def open_menu(self) -> None:
        """All that can be done about the customer."""

    def flush(self) -> None:
        """Keep what is being written of the customer now."""


class GuideScreen(Protocol):
    """The panel that helps to answer."""

    def leave(self, conversation_id: UUID | None) -> None:
        """Another conversation is being opened: forget what was made for the one before."""

    def show_conversation(self, conversation_id: UUID | None) -> None:
        """Help with that conversation."""

    def insert(self) -> None:
        """Ask for the opening line in the reply."""


class Screens:
    """The panes that show one conversation, as widgets and by what they can do.

    Whoever asks for the conversation or the composer finds there what was opened last.
    """

    def __init__(self, conversation: QWidget, composer: QWidget, customer: QWidget, guide: QWidget) -> None:
        self._conversation, self.customer, self.guide = conversation, customer, guide
        self._composer = cast(ComposerScreen, composer)
        self.person = cast(CustomerScreen, customer)
        self.set_state: Callable[[WorkState], object] = str
        """Colleagues see what one does, and at no request who is away."""
        self._opening = Afterwards(conversation)
        self._open_id: UUID | None = None
        self._is_guide_late = False
        self._frame = QTimer(conversation, interval=0, singleShot=True)
        self._rest = QTimer(conversation, interval=_REST_MS, singleShot=True)
        self._frame.timeout.connect(self._rest.start)
        self._rest.timeout.connect(self._show_guide)
        self._then = QTimer(conversation, interval=_THEN_MS, singleShot=True)
        self._then.timeout.connect(self._show_customer)

    @property
    def conversation(self) -> QWidget:
        """The pane of the conversation."""
        self.arrive()
        return self._conversation

    @property
    def talk(self) -> ConversationScreen:
        """What that pane can do."""
        return cast(ConversationScreen, self.conversation)

    @property
    def composer(self) -> ComposerScreen:
        """Where one writes."""
        self.arrive()
        return self._composer

    def arrive(self) -> None:
        """What is to open after a frame opens now: something is about to be done with it."""
        self._opening.now()

    def open(self, conversation_id: UUID | None, then: Callable[[], object], *, after_frame: bool = False) -> None:
        """All show the same conversation, the panels once the talk is painted; None: nothing is chosen.

        ``then`` is called when it is there. ``after_frame``: what the list shows is painted first.
        """
        self._open_id, self._is_guide_late = conversation_id, True
        for timer in (self._frame, self._rest, self._then):
            timer.stop()
        cast(GuideScreen, self.guide).leave(conversation_id)
        self._opening.put(partial(self._open_talk, conversation_id, then))
        if not after_frame:
            self.arrive()

    def put_off(self) -> None:
        """Something else is about to be painted: panels that have not come yet come after it."""
        for timer in (self._rest, self._then):
            if timer.isActive():
                timer.start()

    def insert(self, text: str) -> None:
        """Put the guide's line into the reply, unless it was made for the conversation before this one."""
        if not self._is_guide_late:
            self.composer.insert(text)

    def add(self, sentence: str) -> None:
        """Put a sentence of the guide where one writes, unless it was made for the conversation before this one."""
        if not self._is_guide_late:
            self.composer.insert(sentence, here=True)

    def greet(self) -> None:
        """Put the guide's line into the reply, also when the guide has not come to this conversation yet."""
        if self._is_guide_late:
            self._frame.stop()
            self._rest.stop()
            self._show_guide()
        cast(GuideScreen, self.guide).insert()

    def _open_talk(self, conversation_id: UUID | None, then: Callable[[], object]) -> None:
        self.talk.open(conversation_id)
        then()
        self._frame.start()  # the rest begins when it was painted: on a slow computer too one walks without panels

    def _show_guide(self) -> None:
        self._is_guide_late = False
        cast(GuideScreen, self.guide).show_conversation(self._open_id)
        self._then.start()

    def _show_customer(self) -> None:
        card = self.talk.card
        cast(CustomerScreen, self.customer).show_customer(None if card is None else card.row.customer_id)
