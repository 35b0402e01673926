"""Above the list: its name and count, its order, the filter's button, and the one that begins a request."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.client.view import Sort, View, ViewKind
from ui.theme.icon import icon
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.button import IconButton
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.key_badge import told_key

_NEW_KEY = "Ctrl+N"


class ListHeader(QWidget):
    """Title, count, order and filter of a list, and the way to a new request."""

    wanted = Signal(str)
    """A letter or a call is to be begun. Carries the id of its action."""

    sorted = Signal(object)
    """Another order was chosen. Carries the ``Sort``."""

    compacted = Signal(bool)
    """Rows are to be low, or not."""

    kept = Signal()
    """The list is to be kept as a search, or what is kept to be changed."""

    renamed = Signal()
    """The kept search is to have another name."""

    removed = Signal()
    """The search is not to be kept any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(step="title", weight=600)
        self.count = ElidedLabel(role="text.tertiary", tabular=True)
        self.order = IconButton("arrow-down-wide-narrow", "")
        self.order.setObjectName("list_order")
        self.order.clicked.connect(self.open_menu)
        self.filter = IconButton("list-filter", "")
        self.filter.setCheckable(True)
        self.new = IconButton("square-pen", "")
        self.new.setObjectName("list_new")
        self.new.clicked.connect(self.open_new)
        self.view = View(ViewKind.MINE)
        self.is_compact = False
        self._row = QHBoxLayout(self)
        for part in (self.title, self.count):
            self._row.addWidget(part)
        self._row.addStretch(1)
        for button in (self.order, self.filter, self.new):
            self._row.addWidget(button)
        self.restyle()
        self.retranslate()

    def open_menu(self) -> None:
        """Order, height of rows, and keeping the list as a search."""
        _pop_up(self.menu(), self.order)

    def open_new(self) -> None:
        """By letter or by telephone."""
        _pop_up(self.new_menu(), self.new)

    def new_menu(self) -> QMenu:
        """What ``open_new`` shows."""
        menu = QMenu(self)
        menu.setObjectName("new_menu")
        for action_id, name, icon_name, key in (
            ("new", _("New letter…"), "mail", _NEW_KEY), ("new-call", _("New call…"), "phone", ""),
        ):  # fmt: skip
            native = told_key(key)
            action = menu.addAction(icon(icon_name), f"{name}\t{native}" if native else name)
            action.triggered.connect(partial(_call, partial(self.wanted.emit, action_id)))
        return menu

    def menu(self) -> QMenu:
        """What ``open_menu`` shows."""
        menu = QMenu(self)
        menu.setObjectName("order_menu")
        orders = QActionGroup(menu)
        for sort, name in _orders():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(sort is self.view.sort)
            action.triggered.connect(partial(_call, partial(self.sorted.emit, sort)))
            orders.addAction(action)
        menu.addSeparator()
        compact = menu.addAction(_("Low rows"))
        compact.setCheckable(True)
        compact.setChecked(self.is_compact)
        compact.triggered.connect(self.compacted)
        menu.addSeparator()
        if self.view.kind is ViewKind.SAVED:
            menu.addAction(_("Keep as it is now"), self.kept.emit)
            menu.addAction(_("Rename…"), self.renamed.emit)
            menu.addAction(_("Throw this search away"), self.removed.emit)
        else:
            menu.addAction(_("Keep as a search…"), self.kept.emit)
        return menu

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_row"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        self.setFixedHeight(look.size("header.list"))
        self._row.setContentsMargins(look.space(6) - look.space(1), 0, look.space(4), 0)
        self._row.setSpacing(look.space(4))

    def retranslate(self) -> None:
        """Names of the buttons."""
        self.order.set_name(_("Order of the list"))
        self.filter.set_name(_("Filter the list"), "Ctrl+I")
        self.new.set_name(_("New request"), _NEW_KEY)


def _pop_up(menu: QMenu, button: QWidget) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


def _orders() -> list[tuple[Sort, str]]:
    return [
        (Sort.DEADLINE, _("By deadline")),
        (Sort.WAIT, _("Who waits longest")),
        (Sort.NEWEST, _("Newest first")),
    ]


def _call(act: Callable[[], None], _checked: bool = False) -> None:
    act()
