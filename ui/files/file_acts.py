"""What can be done with a file, as entries of a menu."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu

from app.client.row import FileRow
from ui.files.file_words import file_hint
from ui.files.previewing import can_preview
from ui.translation import _
from ui.wording import button_text


@dataclass(frozen=True, slots=True)
class FileActs:
    """What to call for each."""

    to_look: Callable[[], object]
    to_open: Callable[[], object]
    to_save: Callable[[], object]
    to_copy: Callable[[], object]


def add_file_acts(menu: QMenu, file: FileRow, acts: FileActs) -> None:
    """Everything that can be done with one file."""
    name = button_text(file.name)
    if can_preview(file):
        menu.addAction(_("Look at “{name}”").format(name=name), acts.to_look)
    if hint := file_hint(file.name):
        menu.addAction(hint).setEnabled(False)
    menu.addAction(_("Open “{name}”").format(name=name), acts.to_open)
    menu.addAction(_("Save “{name}”…").format(name=name), acts.to_save)
    menu.addAction(_("Copy “{name}”").format(name=name), acts.to_copy)
