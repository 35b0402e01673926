"""The settings can be read."""

from PySide6.QtWidgets import QSpinBox

from app.client.settings import Settings
from ui.shell.settings_dialog import SettingsDialog


def test_the_numbers_of_the_settings_have_room_to_be_read(qtbot, theme_controller):
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    for name in ("text_size", "undo_seconds"):
        box = dialog.field(name)
        assert isinstance(box, QSpinBox)
        assert box.lineEdit().width() > box.width() // 2
