"""The menus as data, and the actions of the keymap that exist so far: each is in a menu, each has its key."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from ui.shell.key_book import KeyBook
from ui.shell.keymap import by_place, make_action, retranslate
from ui.shell.mnemonic import with_mnemonics
from ui.shell.reason import reason
from ui.translation import _

VIEWS = tuple(f"view{number}" for number in range(1, 10))

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("file", ("new", "", "sync", "changes", "", "notifications", "presence", "quiet", "journal", "", "print", "",
        "settings", "channels", "switch-user", "sign-out", "", "close", "quit")),
    ("edit", ("undo-send", "spelling", "emoji", "marks", "bold", "italic", "",
        "attach", "screenshot", "paste-picture", "copies", "past", "texts", "",
        "copy-link", "", "find", "search", "filter", "order", "mark-read", "palette")),
    ("go", (*VIEWS, "", "next", "down", "up", "", "back", "forward", "pane-next", "pane-prev")),
    (
        "view",
        (
            "rail", "guide", "customer",
            "tear-off", "float-guide", "float-customer", "", "zoom-in", "zoom-out", "zoom-0", "fullscreen",
        ),
    ),
    ("request", ("assign", "tags", "followup", "solve", "fields", "",
        "promise", "promise-kept", "promise-move", "promise-withdraw", "",
        "merge", "link", "rethread", "",
        "reply", "reply-other", "note", "mention", "send", "send-status", "greet", "macro", "discard-letter")),
    ("person", ("person", "relation", "", "junk", "junk-choose", "customer-after-all")),
    ("call", ("new-call", "dial", "", "answer", "decline", "hangup")),
    ("help", ("help", "why", "shortcuts", "about")),
)  # fmt: skip
"""Menus and the ids in them; an empty id is a separator."""


def _menu_titles() -> dict[str, str]:
    return {
        "file": _("&File"),
        "edit": _("&Edit"),
        "go": _("&Go"),
        "view": _("&View"),
        "request": _("&Request"),
        "person": _("Cu&stomer"),
        "call": _("&Call"),
        "help": _("&Help"),
    }


def _unkeyed_titles() -> dict[str, str]:
    """Actions that the keymap does not know, by id."""
    return {
        "channels": _("Channels…"),
        "switch-user": _("Switch user…"),
        "sign-out": _("Sign out"),
        "about": _("About Deskhand"),
        "mark-read": _("Mark as read"),
        "person": _("Edit customer…"),
        "relation": _("History of the relationship…"),
        "order": _("Order of the list"),
        "mention": _("Mention a colleague"),
        "tear-off": _("Conversation in its own window"),
        "promise-kept": _("Promise kept"),
        "promise-move": _("Move the promise…"),
        "promise-withdraw": _("Withdraw the promise…"),
        "link": _("Link with another request…"),
        "copy-link": _("Copy link to the request"),
        "new-call": _("New call…"),
        "float-guide": _("Guide in its own window"),
        "float-customer": _("Customer in its own window"),
        "junk-choose": _("Not a customer: sender or domain…"),
        "customer-after-all": _("A customer after all"),
        "quiet": _("Do not disturb"),
        "journal": _("What was told, and why not…"),
        "attach": _("Attach files…"),
        "screenshot": _("Picture of the screen"),
        "marks": _("Bold, italic, lists, links"),
        "copies": _("Copies of the letter to…"),
        "discard-letter": _("Discard the new letter"),
        "past": _("Texts that stood here before"),
        "texts": _("Change texts to reuse…"),
    }


def plain_text(text: str) -> str:
    """The text of an action without its mnemonic."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


class Shortcuts(QObject):
    """All actions of the window by id, and the menu bar that holds them."""

    def __init__(self, menu_bar: QMenuBar, parent: QObject) -> None:
        super().__init__(parent)
        self.actions: dict[str, QAction] = {}
        self.names: tuple[str, ...] = ()
        self._menus: dict[str, QMenu] = {}
        unkeyed = _unkeyed_titles()
        for menu_id, ids in MENUS:
            menu = QMenu(menu_bar)  # made here: PySide may lose one that Qt has made
            menu_bar.addMenu(menu)
            menu.setObjectName(f"menu_{menu_id}")
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self._explain)
            self._menus[menu_id] = menu
            for action_id in ids:
                if action_id:
                    menu.addAction(self._make(action_id, keyed=action_id not in unkeyed))
                else:
                    menu.addSeparator()
        self.actions["quit"].setMenuRole(QAction.MenuRole.QuitRole)
        self.actions["settings"].setMenuRole(QAction.MenuRole.PreferencesRole)
        self.actions["about"].setMenuRole(QAction.MenuRole.AboutRole)
        self.retranslate()

    def __getitem__(self, action_id: str) -> QAction:
        return self.actions[action_id]

    @Slot(str)
    def trigger(self, action_id: str) -> None:
        """As if it had been chosen from its menu."""
        self.actions[action_id].trigger()

    def connect_all(self, slots: dict[str, Callable[[], object]]) -> None:
        """Connect actions to methods; those without a slot are disabled until ``connect_all`` names them."""
        for action_id, action in self.actions.items():
            slot = slots.get(action_id)
            if slot is not None:
                action.triggered.connect(slot)
                action.setEnabled(True)

    def set_enabled(self, action_ids: Iterable[str], enabled: bool) -> None:
        """Some actions make sense only while a conversation is open."""
        for action_id in action_ids:
            self.actions[action_id].setEnabled(enabled)

    def why(self, action_id: str) -> str:
        """Why an action cannot be done now, in the window's language."""
        return reason(action_id, has_desk=self.actions["sync"].isEnabled())

    def titles(self) -> dict[str, str]:
        """Every action that is in a menu now, by id in their order, with its name."""
        return {it: plain_text(action.text()) for it, action in self.actions.items() if action.isVisible()}

    def scheme(self) -> list[tuple[str, list[str]]]:
        """The menus by their titles, with the ids of the actions that are in them now."""
        titles = _menu_titles()
        return [
            (plain_text(titles[menu]), [it for it in ids if it and self.actions[it].isVisible()]) for menu, ids in MENUS
        ]

    def take_keys(self, book: KeyBook) -> None:
        """Give every action the key of the book."""
        taken = {book.key(action_id) for action_id in self.actions}
        for action_id, action in self.actions.items():
            action.setShortcuts(by_place(book.key(action_id), taken))

    def _explain(self) -> None:
        """A menu opens: those that cannot be done say why, to the pointer and in the status bar."""
        for action_id, action in self.actions.items():
            words = "" if action.isEnabled() else self.why(action_id)
            action.setToolTip(words)
            action.setStatusTip(words)

    def name_views(self, names: Sequence[str]) -> None:
        """Name the places of Ctrl+1…9; a number without a place is in no menu and does nothing."""
        if tuple(names[: len(VIEWS)]) != self.names:
            self.names = tuple(names[: len(VIEWS)])
            self.retranslate()

    def retranslate(self) -> None:
        """Texts and mnemonics in the window's language."""
        retranslate(self.actions.values())
        for number, view in enumerate(VIEWS):
            named = number < len(self.names)
            self.actions[view].setVisible(named)
            if named:
                self.actions[view].setText(self.names[number])
        for action_id, title in _unkeyed_titles().items():
            self.actions[action_id].setText(title)
        titles = _menu_titles()
        for menu_id, menu in self._menus.items():
            menu.setTitle(titles[menu_id])
            actions = [action for action in menu.actions() if action.isVisible() and not action.isSeparator()]
            for action, text in zip(actions, with_mnemonics(action.text() for action in actions), strict=True):
                action.setText(text)

    def _make(self, action_id: str, *, keyed: bool) -> QAction:
        if keyed:
            action = make_action(action_id, self)
        else:
            action = QAction(self)
            action.setObjectName(f"action_{action_id}")
        action.setEnabled(False)
        self.actions[action_id] = action
        return action
