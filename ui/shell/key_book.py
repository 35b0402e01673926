"""The keys this person has chosen instead of the keymap's: kept in a file, checked for clashes, exported as text."""

import json
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence

from ui.shell.keymap import keyed_actions
from ui.whole_file import write_text
from ui.widgets.key_badge import set_own_keys

FILE = "keys.json"
_PORTABLE = QKeySequence.SequenceFormat.PortableText
_Modifier = Qt.KeyboardModifier


class KeyBook(QObject):
    """Keys by action id, as portable text; an empty text is no key at all."""

    changed = Signal()
    """Some action has another key."""
    unkept = Signal(str)
    """It holds, but the file could not be written. Carries the system's reason."""

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        """``folder``: where they are kept; None keeps them for this run only."""
        super().__init__(parent)
        self._path = folder / FILE if folder is not None else None
        self._own = self._load()
        self._tell_badges()

    def key(self, action_id: str) -> str:
        """The key that holds: the person's own, else the keymap's; empty for none."""
        known = keyed_actions().get(action_id)
        return self._own.get(action_id, _normal(known.key) if known is not None else "")

    def is_own(self, action_id: str) -> bool:
        """Whether the person has chosen it."""
        return action_id in self._own

    def holder(self, key: str, action_id: str, among: Mapping[str, str]) -> str:
        """Who else of these actions, whose titles are the values, has that key: its id, empty for nobody."""
        wanted = _normal(key)
        return next((it for it in among if it != action_id and wanted and self.key(it) == wanted), "")

    def set_key(self, action_id: str, key: str) -> None:
        """From now on; the keymap's own again is no choice any more."""
        known = keyed_actions().get(action_id)
        default = _normal(known.key) if known is not None else ""
        own = {it: other for it, other in self._own.items() if it != action_id}
        if _normal(key) != default:
            own[action_id] = _normal(key)
        self._keep(own)

    def reset(self, action_id: str = "") -> None:
        """Back to the keymap: that action, or all."""
        self._keep({it: key for it, key in self._own.items() if action_id and it != action_id})

    def _keep(self, own: dict[str, str]) -> None:
        if own == self._own:
            return
        self._own = own
        reason = ""
        if self._path is not None:
            reason = write_text(self._path, json.dumps(own, ensure_ascii=False, indent=1), makes_folder=True)
        self._tell_badges()
        self.changed.emit()
        if reason:
            self.unkept.emit(reason)

    def _load(self) -> dict[str, str]:
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8")) if self._path is not None else {}
        except (OSError, ValueError):
            return {}
        pairs = stored.items() if isinstance(stored, dict) else ()
        return {str(it): _normal(key) for it, key in pairs if isinstance(key, str)}

    def _tell_badges(self) -> None:
        """Parts name the keys of Windows and Linux: what holds instead, also because the system is another."""
        designed = {it: _normal(action.win_linux) for it, action in keyed_actions().items()}
        set_own_keys({key: self.key(it) for it, key in designed.items() if self.key(it) != key})


def types_a_letter(key: str) -> bool:
    """Whether the key alone, without Ctrl or Alt, would write something into a text."""
    sequence = QKeySequence(key, _PORTABLE)
    if sequence.isEmpty():
        return False
    combined: QKeyCombination = sequence[0]  # type: ignore[index]  # the stub has no __getitem__
    held = combined.keyboardModifiers() & ~_Modifier.ShiftModifier & ~_Modifier.KeypadModifier
    return held == _Modifier.NoModifier and combined.key() < Qt.Key.Key_Escape


def may_switch_layout(key: str) -> bool:
    """Ctrl+Shift is how many a desk switches its layout: Shift may never arrive."""
    return {"Ctrl", "Shift"} <= set(key.split("+"))


def _normal(key: str) -> str:
    return QKeySequence(key, _PORTABLE).toString(_PORTABLE)
