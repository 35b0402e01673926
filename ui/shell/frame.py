"""The frame of the window: menus with the field in their corner, banner, status bar; it needs no desk."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenuBar, QVBoxLayout, QWidget

from app.client.settings import Settings
from ui.shell.layout import LayoutStore
from ui.shell.shortcuts import Shortcuts
from ui.shell.skeleton import Skeleton
from ui.shell.status_bar import StatusBar
from ui.theme.icon import app_icon
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.banner import Banner
from ui.widgets.base import follow
from ui.widgets.field import SearchField


class Frame(QMainWindow):
    """Painted before anything slow is imported."""

    settings_requested = Signal(str)
    """The settings are wanted. Carries the setting or group to show, empty for none."""

    switch_requested = Signal()
    """Somebody else sits down at this computer."""

    sign_out_requested = Signal()
    """The operator wants to leave this profile."""

    def __init__(self, store: LayoutStore) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowIcon(app_icon())
        self.store = store
        self.settings = Settings()
        self.search = SearchField(key="Ctrl+K")
        self.banner = Banner()
        self.banner.hide()
        self.bar = QMenuBar()
        self.shortcuts = Shortcuts(self.bar, self)
        self.status = StatusBar()
        self._build_head()
        self.setStatusBar(self.status)
        self.setCentralWidget(Skeleton())
        self.restyle()
        self._name_field()
        if not self.restoreGeometry(store.load_geometry()):
            self.resize(theme().size("break.normal"), theme().size("break.short") + theme().space(10) * 3)

    def _build_head(self) -> None:
        """Menu bar with the field in its corner, and the banner below it over the whole width."""
        corner = QWidget(self.bar)
        self._corner = QHBoxLayout(corner)
        self._corner.addWidget(self.search)
        self.bar.setCornerWidget(corner)
        self._head = head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.banner)
        self.setMenuWidget(head)

    @property
    def head_height(self) -> int:
        """Menus and banner: what an overlay leaves alone."""
        return self._head.height()

    def panes(self) -> Sequence[QWidget]:
        """What F6 goes through."""
        return [self.search, self.status]

    def show_doing(self, doing: str) -> None:
        """One line while there is nothing to work with yet: what is waited for."""
        blank = self.centralWidget()
        if isinstance(blank, Skeleton):
            blank.say(doing)

    def show_name(self, view_name: str = "", workspace: str = "") -> None:
        """The title: place, workspace, program."""
        self.setWindowTitle(" — ".join(part for part in (view_name, workspace, "Deskhand") if part))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_corner"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Menus and field anew."""
        self.shortcuts.retranslate()
        self._name_field()

    def _name_field(self) -> None:
        self.search.set_placeholder(_("Find a customer, request or command"))

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        self.setMinimumSize(look.size("window.min.width"), look.size("window.min.height"))
        self.bar.setFixedHeight(look.size("menu.bar"))
        above = (look.size("menu.bar") - look.size("menu.item")) // 2
        self._corner.setContentsMargins(0, above, look.space(4), above - 1)
