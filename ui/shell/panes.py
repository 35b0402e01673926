"""The real panes of one conversation, built and joined: the one place that knows them all."""

from collections.abc import Generator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.bridge.desk_bridge import DeskBridge
from ui.shell.around import Around
from ui.shell.pane_cycle import enter_by
from ui.shell.screens import Screens
from ui.shell.typing import TypingLine
from ui.widgets.announce import announce

if TYPE_CHECKING:  # each is imported in a step of its own
    from ui.composer.composer import Composer
    from ui.conversation.pane import ConversationPane

_LONG = ("ui.conversation.pane", "ui.composer.composer", "ui.customer.panel", "ui.guide.panel")


def build_screens(bridge: DeskBridge, place: QWidget | None = None) -> Screens:
    """All at once."""
    steps = screens_in_steps(bridge, place)
    while True:
        try:
            next(steps)
        except StopIteration as built:
            return cast(Screens, built.value)


def screens_in_steps(bridge: DeskBridge, place: QWidget | None) -> Generator[None, None, Screens]:
    """Import and build the panes piece by piece: between two pieces the list already answers its operator."""
    for module in _LONG:
        import_module(module)
        yield
    from ui.composer.composer import Composer
    from ui.conversation.pane import ConversationPane
    from ui.customer.panel import CustomerPanel
    from ui.guide.panel import GuidePanel

    conversation = ConversationPane(bridge, place)
    enter_by(conversation, conversation.timeline)
    yield
    composer = Composer(bridge, conversation.body)
    yield
    around = _join(conversation, composer, bridge)
    customer, guide = CustomerPanel(bridge), GuidePanel(bridge)
    customer.promises.chosen = conversation.talk.promises.pop
    yield
    screens = Screens(conversation, composer, customer, guide)
    screens.set_state = around.set_state
    customer.opened.connect(conversation.requested)
    customer.history.entry_wanted.connect(conversation.show_entry)
    guide.insert_requested.connect(screens.insert)
    guide.phrase_requested.connect(screens.add)
    guide.refused.connect(composer.face.hint.set_text)
    composer.draft_changed.connect(guide.set_draft)
    return screens


def _join(conversation: "ConversationPane", composer: "Composer", bridge: DeskBridge) -> Around:
    """One writes below the talk; who else is there stands around both, and is told that one is here."""
    from ui.shell.file_drop import FileDrop

    typing, around = TypingLine(bridge), Around(bridge, conversation)
    conversation.set_composer(composer)
    FileDrop(conversation, composer)
    cast(QVBoxLayout, composer.layout()).insertWidget(0, typing)
    composer.face.lowered.connect(typing.set_fewest_lines)
    composer.newest_wanted.connect(conversation.timeline.to_end)
    composer.reply_editor.typed.connect(typing.say)
    composer.reply_editor.typed.connect(around.claim)
    conversation.opened.connect(typing.show_card)
    conversation.opened.connect(around.show_card)
    conversation.heard.connect(partial(announce, conversation))
    around.people_changed.connect(conversation.header.show_people)
    around.held.connect(composer.top.warn)
    return around
