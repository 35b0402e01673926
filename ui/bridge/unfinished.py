"""What somebody has written into a dialog, kept as drafts are until the dialog is done with: a crash loses no words."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit

from ui.bridge.desk_bridge import DeskBridge

KEPT_AFTER_MS = 300
"""sync.md 2.5, as of drafts."""

Field = QLineEdit | QPlainTextEdit


class Unfinished(QObject):
    """Whoever ends the dialog, by Enter or by Esc, has said what becomes of the words: then they are kept no more."""

    def __init__(
        self, bridge: DeskBridge, name: str, dialog: QDialog, told: Callable[[], object], about: UUID | None = None
    ) -> None:
        """``told``: what is to be kept as it stands now, for JSON; false: nothing. ``about``: the request it is of."""
        super().__init__(dialog)
        self._drafts, self._name, self._told, self._about = bridge.desk.drafts, name, told, about
        self._soon = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._soon.timeout.connect(self.flush)
        dialog.finished.connect(self.forget)
        bridge.drafts_wanted.connect(self._on_wanted)

    def left(self) -> Any:
        """What was kept when the program ended in the midst of it; None: nothing that can be read."""
        try:
            return json.loads(self._drafts.unfinished(self._name))
        except ValueError:
            return None

    @Slot()
    def touch(self) -> None:
        """Something was written: keep it soon."""
        self._soon.start()

    @Slot()
    def flush(self) -> None:
        """Keep it now."""
        self._soon.stop()
        words = self._told()
        text = json.dumps(words, ensure_ascii=False) if words else ""
        self._drafts.keep_unfinished(self._name, text, self._about)

    @Slot()
    def forget(self) -> None:
        """It is done with."""
        self._soon.stop()
        self._drafts.keep_unfinished(self._name, "")

    @Slot()
    def _on_wanted(self) -> None:
        if self._soon.isActive():
            self.flush()


def keep_fields(
    bridge: DeskBridge, name: str, dialog: QDialog, fields: Mapping[str, Field], about: UUID | None = None
) -> bool:
    """Fill a dialog's fields with what was written there when the program ended, and keep them from now on.

    Only what differs from what the dialog began with is kept. Tells whether anything came back.
    """
    begun = {key: _text(field) for key, field in fields.items()}

    def told() -> dict[str, str]:
        return {key: _text(field) for key, field in fields.items() if _text(field) != begun[key]}

    unfinished = Unfinished(bridge, name, dialog, told, about)
    left = unfinished.left()
    back = {key: str(text) for key, text in left.items() if key in fields} if isinstance(left, dict) else {}
    for key, text in back.items():
        _fill(fields[key], text)
    for field in fields.values():
        field.textChanged.connect(unfinished.touch)
    return bool(back)


def _text(field: Field) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _fill(field: Field, text: str) -> None:
    if isinstance(field, QLineEdit):
        field.setText(text)
    else:
        field.setPlainText(text)
