"""The settings: groups on the left, the page of one on the right, a search over all."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.client.policy import Policy
from app.client.settings import SettingGroup, Settings, options
from ui.settings.page import SettingRow, SettingsPage
from ui.settings.words import GROUP_ICONS, setting_group_name
from ui.theme.icon import icon
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.selection import FollowedSelection

_GROUP_ROLE = Qt.ItemDataRole.UserRole


class SettingsDialog(QDialog):
    """A page for every group that has a setting or a page of its own."""

    changed = Signal(object)
    """A setting was changed. Carries the new ``Settings``."""

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        channels: QAction | None = None,
        policy: Policy | None = None,
        extra: Mapping[SettingGroup, QWidget] | None = None,
    ) -> None:
        """``channels``: the way to the mailboxes and chat pages, which are settings of the whole workspace.

        ``extra``: what a page has below its settings.
        """
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self._settings = settings
        self.search, self.groups, self.stack = QLineEdit(), QListWidget(), QStackedWidget()
        self.nothing, self.told = QLabel(), QLabel()
        self.pages: dict[SettingGroup, SettingsPage] = {}
        self._make_pages(policy or Policy(), extra or {})
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.reject)
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(
            False
        )  # Enter leads to what was found
        self.channels = QPushButton()
        self.channels.setAutoDefault(False)
        self.channels.setVisible(channels is not None and channels.isEnabled())
        if channels is not None:
            self.channels.clicked.connect(channels.trigger)
        self._lay_out()
        self.search.textChanged.connect(self._on_searched)
        self.search.returnPressed.connect(self._on_found)
        self.groups.currentRowChanged.connect(self._on_group)
        FollowedSelection(self.groups)
        self.groups.setCurrentRow(0)
        self.retranslate()
        self.restyle()

    def field(self, name: str) -> QWidget:
        """The field of a setting."""
        return self._row(name).field

    def go_to(self, name: str) -> None:
        """Show a setting, or the page of a group, and put the focus into it."""
        if name in set(SettingGroup):
            self._show_group(SettingGroup(name))
            return
        row = self._row(name)
        self._show_group(row.option.group)
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_settings(self, settings: Settings) -> None:
        """They were changed elsewhere while this is open."""
        self._settings = settings
        for page in self.pages.values():
            page.show_settings(settings)

    def tell(self, words: str) -> None:
        """What became of the last choice, when it is not what one expects; the window behind says it aloud."""
        self.told.setText(words)

    def _make_pages(self, policy: Policy, extra: Mapping[SettingGroup, QWidget]) -> None:
        for group in SettingGroup:
            declared = [(name, option) for name, option in options() if option.group is group]
            if not declared and group not in extra:
                continue
            page = SettingsPage(declared, self._settings, policy, extra.get(group))
            page.changed.connect(self._on_changed)
            self.pages[group] = page
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(page)
            self.stack.addWidget(area)
            item = QListWidgetItem(icon(GROUP_ICONS[group], on_role="accent.text"), "")
            item.setData(_GROUP_ROLE, group.value)
            self.groups.addItem(item)

    def _lay_out(self) -> None:
        self.groups.setProperty("surface", "rail")
        self.groups.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing.setProperty("role", "secondary")
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setWordWrap(True)
        self.stack.addWidget(self.nothing)
        self.told.setProperty("role", "danger")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self._left = QWidget()
        self._left.setProperty("surface", "rail")
        self._left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        left = self._left_column = QVBoxLayout(self._left)
        left.addWidget(self.search)
        left.addWidget(self.groups, 1)
        right = QVBoxLayout()
        right.addWidget(self.stack, 1)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.channels)
        self._foot.addWidget(self.told, 1)
        self._foot.addWidget(self._buttons)
        right.addLayout(self._foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._left)
        whole.addLayout(right, 1)

    def _row(self, name: str) -> SettingRow:
        return next(row for page in self.pages.values() for row in page.rows if row.name == name)

    def _show_group(self, group: SettingGroup) -> None:
        self.groups.setCurrentRow(list(self.pages).index(group))

    def _on_group(self, at: int) -> None:
        for row in range(self.groups.count()):
            self.groups.item(row).setFont(theme().font("bodyStrong" if row == at else "body"))
        if at >= 0:
            self.stack.setCurrentIndex(at)

    def _on_searched(self, text: str) -> None:
        """Pages that have nothing of it go; the first that has it is shown."""
        fitting = [page.narrow(text) for page in self.pages.values()]
        for at, fits in enumerate(fitting):
            self.groups.item(at).setHidden(not fits)
        self.nothing.setText(_("No setting is called “{text}”.").format(text=text.strip()))
        if not any(fitting):
            self.groups.setCurrentRow(-1)
            self.stack.setCurrentWidget(self.nothing)
        elif not (self.groups.currentRow() >= 0 and fitting[self.groups.currentRow()]):
            self.groups.setCurrentRow(fitting.index(True))

    def _on_found(self) -> None:
        """Enter in the search: the first setting that is shown has the keyboard."""
        at = self.groups.currentRow()
        rows = list(self.pages.values())[at].rows if at >= 0 else []
        shown = next((it for it in rows if it.field.isVisible() and it.field.isEnabled()), None)
        if shown is not None:
            shown.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self, name: str, value: object) -> None:
        changes: dict[str, object] = {name: value}
        self._settings = replace(self._settings, **changes)  # type: ignore[arg-type]
        self.tell("")
        self.changed.emit(self._settings)

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language: both are changed right here."""
        if hasattr(self, "_foot"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words."""
        self.setWindowTitle(_("Settings"))
        self.search.setPlaceholderText(_("Find a setting"))
        self.search.setAccessibleName(_("Find a setting"))
        self.groups.setAccessibleName(_("Groups of settings"))
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        self.channels.setText(_("Channels…"))
        for at, (group, page) in enumerate(self.pages.items()):
            self.groups.item(at).setText(setting_group_name(group))
            page.name_it(setting_group_name(group))
            page.retranslate()
        self._fit_groups()

    def _fit_groups(self) -> None:
        """Names of groups are read whole, also with large text."""
        look = theme()
        self.groups.ensurePolished()
        named = self.groups.sizeHintForColumn(0) + 3 * look.space(4)  # the chosen one is bolder
        self._left.setFixedWidth(max(look.size("rail.wide"), named))

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        self._on_group(self.groups.currentRow())
        self._fit_groups()
        self._left_column.setContentsMargins(look.space(4), look.space(5), look.space(4), look.space(4))
        self._left_column.setSpacing(look.space(5))
        self._foot.setSpacing(look.space(5))
        self._foot.setContentsMargins(look.space(8), look.space(4), look.space(8), look.space(6))
        self.nothing.setContentsMargins(look.space(8), look.space(8), look.space(8), 0)
        self.setMinimumSize(look.size("dialog") + look.size("rail"), look.size("dialog") - look.size("avatar") * 2)
        for at, group in enumerate(self.pages):
            self.groups.item(at).setIcon(icon(GROUP_ICONS[group]))
        for page in self.pages.values():
            page.restyle()
