"""Rail, list and conversation side by side, with the widths of the table or the person's own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

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
        self.rail = Rail(bridge)
        self.list_pane = ConversationListPane(bridge)
        enter_by(self.list_pane, self.list_pane.view)
        self._instead: QWidget | None = None
        self.conversation = QWidget()
        self.conversation.setProperty("surface", "conversation")
        self.conversation.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        look = theme()
        self.list_pane.setMinimumWidth(look.size("list.min"))
        self.list_pane.setMaximumWidth(look.size("list.max") + look.space(10))
        self.conversation.setMinimumWidth(look.size("conversation.min"))
        for stretch, part in enumerate((self.rail, self.list_pane, self.conversation)):
            self.addWidget(part)
            self.setStretchFactor(stretch, int(part is self.conversation))

    def set_conversation(self, conversation: QWidget) -> None:
        """The pane takes the place of the blank one."""
        sizes, blank = self.sizes(), self.conversation
        conversation.setMinimumWidth(blank.minimumWidth())
        self.replaceWidget(self.indexOf(blank), conversation)
        conversation.show()
        blank.deleteLater()
        self.conversation = conversation
        self.setStretchFactor(self.indexOf(conversation), 1)
        self.setSizes(sizes)

    def take_conversation(self, instead: QWidget) -> QWidget:
        """The pane goes into another window; ``instead`` is shown in its place until it is given back."""
        sizes = self.sizes()
        instead.setMinimumWidth(self.conversation.minimumWidth())
        self.replaceWidget(self.indexOf(self.conversation), instead)
        instead.show()
        self._instead = instead
        self.setStretchFactor(self.indexOf(instead), 1)
        self.setSizes(sizes)
        return self.conversation

    def give_back_conversation(self) -> None:
        """The pane is where it was."""
        instead, self._instead = self._instead, None
        if instead is None:
            return
        sizes = self.sizes()
        self.replaceWidget(self.indexOf(instead), self.conversation)
        self.conversation.show()
        instead.deleteLater()
        self.setStretchFactor(self.indexOf(self.conversation), 1)
        self.setSizes(sizes)

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
