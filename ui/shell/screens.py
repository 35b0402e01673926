"""What the window expects of the panes it holds; they are built in one place and know nothing of each other."""

from typing import Protocol, cast
from uuid import UUID

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from ui.bridge.desk_bridge import DeskBridge


class ConversationScreen(Protocol):
    """The middle of the window."""

    solved: SignalInstance
    """The operator solved a conversation. Carries its ``UUID``."""

    def open(self, conversation_id: UUID) -> None:
        """Show a conversation."""

    def focus_composer(self) -> None:
        """Ready to answer."""


class CustomerScreen(Protocol):
    """The panel about the customer."""

    def show_customer(self, customer_id: UUID) -> None:
        """Show a customer."""


class GuideScreen(Protocol):
    """The panel that helps to answer."""

    insert_requested: SignalInstance
    """A text is wanted in the composer. Carries it."""

    def show_conversation(self, conversation_id: UUID) -> None:
        """Help with that conversation."""


class Screens:
    """The three panes that show one conversation."""

    def __init__(self, conversation: QWidget, customer: QWidget, guide: QWidget) -> None:
        self.conversation = conversation
        self.customer = customer
        self.guide = guide

    @property
    def talk(self) -> ConversationScreen:
        """The conversation pane by what it can do."""
        return cast(ConversationScreen, self.conversation)

    def open(self, conversation_id: UUID, customer_id: UUID | None) -> None:
        """All three show the same conversation."""
        self.talk.open(conversation_id)
        cast(GuideScreen, self.guide).show_conversation(conversation_id)
        if customer_id is not None:
            cast(CustomerScreen, self.customer).show_customer(customer_id)

    def call(self, name: str) -> bool:
        """Pass a gesture of the menu on to the conversation; False when it has no such way yet."""
        method = getattr(self.conversation, name, None)
        if method is None:
            return False
        method()
        return True


def build_screens(bridge: DeskBridge, controller: object) -> Screens:
    """The real panes. Imported late: the window is painted before."""
    from ui.conversation.pane import ConversationPane
    from ui.customer.panel import CustomerPanel
    from ui.guide.panel import GuidePanel

    raise NotImplementedError(ConversationPane, CustomerPanel, GuidePanel, controller)
