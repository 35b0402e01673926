"""What the palette finds in the window itself: every action with its key, every place with its count."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence

from app.client.settings import SettingGroup, options
from ui.bridge.desk_bridge import DeskBridge
from ui.palette.entry import Entry, Group, Question
from ui.settings.words import GROUP_ICONS, all_words, setting_group_name
from ui.shell.keymap import keyed_actions
from ui.shell.rail import Rail
from ui.shell.rail_model import ItemKind, rail_items
from ui.shell.shortcuts import MENUS, VIEWS, Shortcuts, plain_text
from ui.translation import _, language, ngettext

_ICONS = {
    "sync": "refresh-cw", "changes": "cloud-upload", "settings": "settings", "channels": "plug",
    "switch-user": "users", "sign-out": "key-round", "quit": "x", "undo-send": "rotate-ccw", "search": "search",
    "back": "chevron-left", "forward": "chevron-right", "next": "arrow-right", "reply": "corner-down-left",
    "note": "lock", "send": "send-horizontal", "send-status": "send-horizontal", "macro": "zap",
    "solve": "circle-check", "assign": "user-round-check", "junk": "ban", "junk-choose": "ban",
    "customer-after-all": "user-round", "shortcuts": "keyboard", "about": "circle-alert", "print": "file-text",
    "guide": "route", "customer": "user-round", "zoom-in": "a-large-small", "zoom-out": "a-large-small",
    "zoom-0": "a-large-small", "fullscreen": "monitor", "promise": "handshake", "tags": "hash",
    "followup": "clock-arrow-up", "new": "square-pen", "notifications": "bell",
    "tear-off": "monitor", "help": "circle-alert", "mention": "at-sign",
    "float-guide": "monitor", "float-customer": "monitor", "spelling": "spell-check", "find": "search",
    "filter": "list-filter", "order": "arrow-down-wide-narrow", "mark-read": "eye", "up": "chevron-left",
    "down": "chevron-right", "pane-next": "arrow-right", "pane-prev": "arrow-right", "rail": "minus",
    "close": "x", "reply-other": "shuffle", "person": "user-round", "relation": "history",
    "emoji": "smile", "copy-link": "link",
    "fields": "list-checks", "merge": "git-merge", "link": "link", "rethread": "git-branch", "why": "search-check",
    "new-call": "phone", "dial": "phone-outgoing", "answer": "phone-incoming", "decline": "phone-off",
    "hangup": "phone-off", "greet": "route", "promise-kept": "handshake", "promise-move": "handshake",
    "promise-withdraw": "handshake", "quiet": "bell-off", "journal": "history", "attach": "paperclip",
    "bold": "a-large-small", "italic": "a-large-small", "paste-picture": "paperclip",
    "screenshot": "monitor", "marks": "a-large-small", "copies": "users", "past": "history", "texts": "pencil-line",
    "discard-letter": "x", "presence": "user-round-check",
}  # fmt: skip
_OF_HELP = frozenset({"shortcuts", "about", "help"})
_NOT_LISTED = frozenset({"palette", "help", *VIEWS})
"""The palette itself, and places: those have lines of their own, with their counts."""


class Actions:
    """Every action of the menus, also those without a key and those that cannot be done now."""

    def __init__(self, shortcuts: Shortcuts) -> None:
        self._shortcuts = shortcuts

    def entries(self, question: Question) -> Iterator[Entry]:
        """Of those that cannot be done now only when something was typed, with the reason."""
        known = keyed_actions()
        for menu_id, ids in MENUS:
            for action_id in ids:
                if not action_id or action_id in _NOT_LISTED:
                    continue
                action = self._shortcuts[action_id]
                if not action.isVisible() or not (action.isEnabled() or question.text):
                    continue
                keyed = known.get(action_id)
                also = f"{keyed.en} {keyed.ru}" if keyed else _also(action_id)
                yield self._entry(action_id, _group(menu_id, action_id), action, also)

    def _entry(self, action_id: str, group: Group, action: QAction, also: str) -> Entry:
        enabled = action.isEnabled()
        return Entry(
            group, plain_text(action.text()), action.trigger, more="" if enabled else self._shortcuts.why(action_id),
            icon=_ICONS.get(action_id, ""), key=action.shortcut().toString(QKeySequence.SequenceFormat.PortableText),
            also=also, enabled=enabled,
        )  # fmt: skip


def _also(action_id: str) -> str:
    """Words that find an action of no key."""
    return _("rename, change name, address, company, merge with the same person") if action_id == "person" else ""


def _group(menu_id: str, action_id: str) -> Group:
    if action_id in _OF_HELP:
        return Group.HELP
    return (
        Group.REQUEST if menu_id in ("request", "person") and action_id not in ("next", "down", "up") else Group.COMMAND
    )


class Places(QObject):
    """The places of the rail, with how much is there and their number keys."""

    def __init__(self, bridge: DeskBridge, rail: Rail, shortcuts: Shortcuts) -> None:
        super().__init__(rail)
        self._bridge = bridge
        self._rail = rail
        self._shortcuts = shortcuts
        self._known: tuple[str, list[Entry]] | None = None
        bridge.settled.connect(self.forget)

    def entries(self, question: Question) -> Iterable[Entry]:
        """In the order of the rail; counted when the palette opens and after news, not at each letter."""
        if Group.PLACE not in question.groups:
            return []
        if self._known is None or not question.text or self._known[0] != language():
            self._known = language(), self._counted()
        return self._known[1]

    @Slot(object)
    def forget(self, _news: object) -> None:
        """Something changed: count anew when the next letter is typed."""
        self._known = None

    def _counted(self) -> list[Entry]:
        places = [item for item in rail_items(self._bridge.queries) if item.kind is ItemKind.PLACE]
        found = []
        for number, item in enumerate(places, 1):
            more = ngettext("{count} request", "{count} requests", item.total).format(count=item.total)
            if item.overdue:
                late = ngettext("{count} late", "{count} late", item.overdue).format(count=item.overdue)
                more = f"{more}, {late}"
            view = f"view{number}"
            key = self._shortcuts[view].shortcut().toString() if view in VIEWS else ""
            go = partial(self._rail.go_to, number)
            found.append(Entry(Group.PLACE, item.name, go, more=more, icon=item.icon, key=key, also=_("Go to")))
        return found


class SettingsByName:
    """Every declared setting; chosen, its page opens."""

    def __init__(self, show: Callable[[str], object]) -> None:
        self._show = show

    def entries(self, question: Question) -> Iterator[Entry]:
        """By title, help and what can be chosen; pages without a setting by their name."""
        if Group.SETTING not in question.groups or not question.text:
            return
        for name, option in options():
            yield Entry(
                Group.SETTING, _(option.title), partial(self._show, name), more=setting_group_name(option.group),
                icon=GROUP_ICONS[option.group], also=all_words(option),
            )  # fmt: skip
        computers = SettingGroup.COMPUTERS
        yield Entry(
            Group.SETTING, setting_group_name(computers), partial(self._show, computers.value),
            icon=GROUP_ICONS[computers], also=_("Sign out of another computer"),
        )  # fmt: skip
