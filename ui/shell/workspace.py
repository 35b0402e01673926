"""Rail, list and conversation side by side, with the widths of the table or the person's own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui.bridge.desk_bridge import DeskBridge
from ui.conversation_list.pane import ConversationListPane
from ui.shell.layout import WidthClass
from ui.shell.pane_cycle import enter_by
from ui.shell.rail import Rail
from ui.theme.tokens import theme


class Workspace(QSplitter):
    """The body of the window without its docks."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        """Rail and list can be worked with at once; the conversation comes with ``set_conversation``."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("workspace")
        self.setChildrenCollapsible(False)
        self.rail = Rail(bridge, self)
        self.list_pane = ConversationListPane(bridge, self)
        enter_by(self.list_pane, self.list_pane.view)
        self.place = QWidget(self)
        """Of the conversation. It is made in here: what comes into a window later is styled once more, part by part."""
        self.place.setProperty("surface", "conversation")
        self.place.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._room = QVBoxLayout(self.place)
        self._room.setContentsMargins(0, 0, 0, 0)
        self._conversation: QWidget | None = None
        self._instead: QWidget | None = None
        look = theme()
        self.list_pane.setMinimumWidth(look.size("list.min"))
        self.list_pane.setMaximumWidth(look.size("list.max") + look.space(10))
        self.place.setMinimumWidth(look.size("conversation.min"))
        for stretch, part in enumerate((self.rail, self.list_pane, self.place)):
            self.addWidget(part)
            self.setStretchFactor(stretch, int(part is self.place))

    def set_conversation(self, conversation: QWidget) -> None:
        """The pane takes its place."""
        self._conversation = conversation
        self._room.addWidget(conversation)
        conversation.show()

    def take_conversation(self, instead: QWidget) -> QWidget:
        """The pane goes into another window; ``instead`` is shown in its place until it is given back."""
        assert self._conversation is not None
        self._room.removeWidget(self._conversation)
        self._room.addWidget(instead)
        instead.show()
        self._instead = instead
        return self._conversation

    def give_back_conversation(self) -> None:
        """The pane is where it was."""
        instead, self._instead = self._instead, None
        if instead is None or self._conversation is None:
            return
        self._room.replaceWidget(instead, self._conversation)
        self._conversation.show()
        instead.hide()
        instead.deleteLater()

    def apply(self, wide: WidthClass, *, rail_open: bool | None = None) -> None:
        """Widths of that class; ``rail_open`` None: as the class wants it."""
        opened = wide.rail > theme().size("rail.collapsed") if rail_open is None else rail_open
        self.rail.set_collapsed(not opened)
        rail = max(wide.rail, theme().size("rail")) if opened else theme().size("rail.collapsed")
        rest = max(theme().size("conversation.min"), self.width() - rail - wide.list)
        self.setSizes([rail, wide.list, rest])

    def toggle_rail(self) -> None:
        """F9: names or icons only."""
        sizes = self.sizes()
        self.rail.set_collapsed(not self.rail.is_collapsed)
        rail = theme().size("rail.collapsed" if self.rail.is_collapsed else "rail")
        self.setSizes([rail, sizes[1], sizes[2] + sizes[0] - rail])
