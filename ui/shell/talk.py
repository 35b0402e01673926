"""Joins the conversation pane and the composer, which do not know each other."""

from PySide6.QtWidgets import QWidget

from ui.bridge.desk_bridge import DeskBridge
from ui.composer.composer import Composer
from ui.conversation.pane import ConversationPane
from ui.theme.controller import ThemeController


def conversation_pane(
    bridge: DeskBridge, controller: ThemeController | None = None, parent: QWidget | None = None
) -> tuple[ConversationPane, Composer]:
    """A pane with its composer; solving from either is told by the pane's ``solved``."""
    pane = ConversationPane(bridge, controller, parent)
    composer = Composer(bridge)
    composer.solved.connect(pane.solved)
    pane.set_composer(composer)
    return pane, composer
