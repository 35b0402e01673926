"""Widths of the window's parts: the design's for the window's width, or the person's own, kept by width and screen."""

from PySide6.QtCore import QObject, QTimer, Slot

from ui.shell.docks import RightDocks
from ui.shell.frame import Frame
from ui.shell.layout import Arrangement, RightSide, WidthClass, width_class
from ui.shell.workspace import Workspace
from ui.theme.tokens import theme


class Arranger(QObject):
    """Takes an arrangement when the window's width class changes, and keeps what the person drags."""

    def __init__(self, window: Frame, workspace: Workspace, docks: RightDocks) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._docks = docks
        self._wide: WidthClass | None = None
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._give_widths)
        workspace.splitterMoved.connect(self._on_dragged)
        for dock in (docks.guide, docks.customer):
            dock.dragged.connect(self._on_dragged)

    def arrange(self, wide: WidthClass, *, first: bool = False) -> None:
        """Take the arrangement of a width class; the person's own wins over the table."""
        self._workspace.rail.set_short(self._window.height() < theme().size("break.short"))
        if self._wide is not None and wide.name == self._wide.name and not first:
            return
        self._wide = wide
        self._docks.apply(wide)
        self._give_widths()
        self._later.start()

    def keep(self) -> None:
        """Remember what the person has set for the present width class."""
        if self._wide is None or self._later.isActive():
            return
        is_open = not self._workspace.rail.is_collapsed
        arrangement = Arrangement(self._workspace.saveState(), self._window.saveState(), is_open)
        self._window.store.save(self._wide.name, self._screen(), arrangement)

    def close(self) -> None:
        """The desk leaves the window."""
        self._later.stop()
        self.deleteLater()

    @Slot()
    def _give_widths(self) -> None:
        """Again with the next turn of the loop: docks take a width only after their first layout."""
        wide = self._wide
        if wide is None:
            return
        kept = self._window.store.load(wide.name, self._screen())
        self._docks.resize(wide)
        self._workspace.apply(wide, rail_open=kept.rail_open if kept else None)
        if kept is not None:
            self._workspace.restoreState(kept.splitter)
            if wide.right is not RightSide.HIDDEN:
                self._window.restoreState(kept.docks)

    def _screen(self) -> str:
        screen = self._window.screen()
        return f"{screen.geometry().width()}x{screen.geometry().height()}"

    @Slot()
    def _on_dragged(self) -> None:
        """Kept at once: after the window's width has changed it would be the layout's width, not the person's."""
        if self._wide is not None and width_class(self._window.width()).name == self._wide.name:
            self.keep()
