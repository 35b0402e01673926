"""The main window: first a painted frame, then, once the desk is open, everything in it."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from app.client.settings import SettingGroup, Settings, notice_settings
from ui.shell.frame import Frame
from ui.shell.key_badges import KeyBadges, Place
from ui.shell.key_book import KeyBook
from ui.shell.layout import LayoutStore, width_class
from ui.shell.shortcuts import VIEWS
from ui.shell.skeleton import Skeleton
from ui.theme.controller import ThemeController
from ui.widgets.passing import run
from ui.widgets.tab_order import tab_through

if TYPE_CHECKING:
    from ui.bridge.desk_bridge import DeskBridge
    from ui.shell.desk_view import DeskView
    from ui.shell.screens import Screens
    from ui.shell.workspace import Workspace


class MainWindow(Frame):
    """The desk's panes come with ``attach``."""

    closed = Signal()
    """The window was closed; drafts and the arrangement are kept."""

    def __init__(self, controller: ThemeController, store: LayoutStore, keys: KeyBook | None = None) -> None:
        """``keys``: the person's own; None: those of the keymap."""
        super().__init__(store)
        self.keys = keys or KeyBook(parent=self)
        self.keys.changed.connect(self._on_keys_changed)
        self.badges = KeyBadges(self, self._places_of_keys, lambda: self.settings.key_badges)
        self.controller = controller
        self.desk_view: DeskView | None = None
        self._workspace: Workspace | None = None
        self.shortcuts.connect_all(self._own_slots())
        self.shortcuts.take_keys(self.keys)
        self.search.asked.connect(self._on_asked)
        self.show_name()

    def prepare_list(self) -> None:
        """Make what ``show_list`` needs; the frame is painted already, the desk not yet open."""
        importlib.import_module("ui.shell.workspace")
        _make_classes()

    def show_list(self, bridge: "DeskBridge") -> QWidget:
        """Rail and list are here before the panes are even imported; returns the place of the talk."""
        from ui.shell.workspace import Workspace

        self.detach()
        self._workspace = Workspace(bridge, self)
        blank = self.centralWidget()
        self.setUpdatesEnabled(False)
        self.setCentralWidget(self._workspace)
        QApplication.sendPostedEvents(blank, QEvent.Type.DeferredDelete.value)  # its end lays everything out anew
        self._workspace.resize(self.size())
        self._workspace.apply(width_class(self.width()))
        QApplication.sendPostedEvents()  # each part that comes into a window wants to be painted: all in one go
        self.setUpdatesEnabled(True)
        return self._workspace.place

    def attach(self, bridge: "DeskBridge", screens: "Screens") -> None:
        """Put the desk into the frame, around the list when that is shown already."""
        from ui.shell.desk_view import DeskView

        if self._workspace is None:
            self.show_list(bridge)
        workspace, self._workspace = self._workspace, None
        assert workspace is not None
        self.desk_view = DeskView(self, bridge, workspace, screens)
        self.desk_view.arranger.arrange(width_class(self.width()), first=True)
        self.desk_view.telling.set_settings(notice_settings(self.settings))
        self.desk_view.workspace.list_pane.focus_list()
        tab_through(self.status, self.search)  # then what came between: the ring ends where it begins
        self.retranslate()

    def detach(self) -> None:
        """Back to the frame, as before the sign-in."""
        if self._workspace is not None:  # only the list had come
            self._workspace = None
            self.setCentralWidget(Skeleton())
        if self.desk_view is not None:
            self.desk_view.arranger.keep()
            self.desk_view.close()
            self.desk_view = None
            self.setCentralWidget(Skeleton())
            self.banner.hide()
            self.status.show_person(None)

    def save_drafts(self) -> None:
        """What is being typed is kept now, and where everything is."""
        self.store.save_geometry(self.saveGeometry())
        if self.desk_view is not None:
            self.desk_view.screens.talk.flush()
            self.desk_view.screens.person.flush()
            self.desk_view.calls.keep()
            self.desk_view.arranger.keep()
            self.desk_view.place.write()

    def count_kept(self) -> tuple[int, int]:
        """How many drafts and unsent changes of this person lie on this computer."""
        from ui.shell.place import drafts_kept

        if self.desk_view is None:
            return 0, 0
        bridge = self.desk_view.bridge
        return drafts_kept(bridge), bridge.status.unsent + bridge.status.attention

    def panes(self) -> Sequence[QWidget]:
        """What F6 goes through."""
        inner = self.desk_view.panes() if self.desk_view is not None else ()
        return [self.search, *inner, self.status]

    def take_settings(self, settings: Settings) -> None:
        """What the window itself does by the person's choice."""
        self.settings = settings
        if self.desk_view is not None:
            self.desk_view.telling.set_settings(notice_settings(settings))

    def settings_pages(self) -> dict[SettingGroup, QWidget]:
        """What the settings show beside what is declared."""
        from ui.settings.computers import ComputersPage
        from ui.shell.keys_page import KeysPage

        pages: dict[SettingGroup, QWidget] = {SettingGroup.KEYS: KeysPage(self.shortcuts, self.keys)}
        if self.desk_view is not None:
            pages[SettingGroup.COMPUTERS] = ComputersPage(self.desk_view.bridge)
        return pages

    @Slot()
    def _on_keys_changed(self) -> None:
        self.shortcuts.take_keys(self.keys)
        QApplication.sendEvent(self, QEvent(QEvent.Type.LanguageChange))  # tooltips name their keys

    def _places_of_keys(self) -> Iterator[Place]:
        """Lines of the rail with the numbers they have."""
        if self.desk_view is not None:
            for number, rect in enumerate(self.desk_view.workspace.rail.rects_of_places(self), 1):
                if (view := f"view{number}") in VIEWS:
                    yield rect, self.keys.key(view)

    def _own_slots(self) -> dict[str, Callable[[], object]]:
        zoom = self.controller.step_text
        return {
            "quit": self.close,
            "settings": lambda: self.settings_requested.emit(""),
            "sign-out": self.sign_out_requested.emit,
            "switch-user": self.switch_requested.emit,
            "zoom-in": lambda: zoom(1),
            "zoom-out": lambda: zoom(-1),
            "zoom-0": lambda: zoom(0),
            "fullscreen": self._toggle_full_screen,
            "shortcuts": self._show_keys,
            "about": self._show_about,
            "help": self._show_help,
            "close": self._close_front,
        }

    @Slot(str)
    def _on_asked(self, text: str) -> None:
        self.search.clear()
        if self.desk_view is not None:
            self.desk_view.finder.open(text)

    def _toggle_full_screen(self) -> None:
        front = QApplication.activeWindow() or self
        if front.isFullScreen():
            front.showNormal()
        else:
            front.showFullScreen()

    def _show_keys(self) -> None:
        from ui.shell.key_sheet import KeysDialog

        run(KeysDialog(self.shortcuts, self))

    def _close_front(self) -> None:
        """The window in front: this one, or one that was torn off."""
        (QApplication.activeWindow() or self).close()

    def _show_help(self) -> None:
        """Texts and help in the palette; before there is a desk, the keys."""
        if self.desk_view is None:
            self._show_keys()
        else:
            self.desk_view.finder.open("?")

    def _show_about(self) -> None:
        from ui.shell.about import AboutDialog

        run(AboutDialog(self))

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        """From now on the system delivers keys."""
        super().showEvent(event)
        self.badges.watch(self.windowHandle())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width class brings another arrangement."""
        super().resizeEvent(event)
        if self.desk_view is not None:
            self.desk_view.arranger.arrange(width_class(self.width()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep where everything was."""
        self.store.save_geometry(self.saveGeometry())
        if self.desk_view is not None:
            self.desk_view.arranger.keep()
        super().closeEvent(event)
        self.closed.emit()

    def retranslate(self) -> None:
        """Menus, field and title anew."""
        super().retranslate()
        if self.desk_view is not None:
            self.desk_view.retranslate()
        else:
            self.show_name()


def _make_classes() -> None:
    """Have PySide make the classes of all widgets with their enumerations, a tenth of a start.

    It makes one when it is first asked for, but all when it is given the first widget that Qt itself has made.
    """
    QAbstractScrollArea().viewport()
