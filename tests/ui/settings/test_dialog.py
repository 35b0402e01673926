"""The settings: found by a few letters, changed at once, and some decided by the company."""

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QSpinBox

from app.client.policy import Policy, load_policy
from app.client.settings import SettingGroup, Settings, options
from ui.settings.asked_once import AskedOnce
from ui.settings.dialog import SettingsDialog
from ui.translation import set_language


@pytest.fixture
def dialog(qtbot, theme_controller):
    set_language("en")
    made = SettingsDialog(
        Settings(), policy=Policy({"theme": "dark"}, {"en": "By the works council.", "ru": "Решено."})
    )
    qtbot.addWidget(made)
    made.show()
    yield made
    set_language("en")


def groups(dialog):
    items = [dialog.groups.item(at) for at in range(dialog.groups.count())]
    return [item.text() for item in items if not item.isHidden()]


@pytest.mark.parametrize("percent", [100, 150])
def test_names_of_groups_are_read_whole_also_with_large_text(qtbot, theme_controller, percent):
    theme_controller.set_text_percent(percent)
    set_language("ru")
    made = SettingsDialog(Settings())
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    assert made.groups.sizeHintForColumn(0) <= made.groups.viewport().width()
    set_language("en")


def test_the_way_to_the_channels_stands_left_of_closing(qtbot, theme_controller):
    made = SettingsDialog(Settings(), channels=QAction())
    qtbot.addWidget(made)
    made.show()
    close = made._buttons.buttons()[0]
    assert made.channels.isVisible()
    assert made.channels.mapTo(made, QPoint(0, 0)).x() < close.mapTo(made, QPoint(0, 0)).x()
    assert made.channels.mapTo(made, QPoint(0, 0)).y() == close.mapTo(made, QPoint(0, 0)).y()


def test_the_numbers_of_the_settings_have_room_to_be_read(dialog):
    for name in ("text_size", "undo_seconds"):
        dialog.go_to(name)
        box = dialog.field(name)
        assert isinstance(box, QSpinBox)
        assert box.lineEdit().width() > box.width() // 2


def test_every_declared_setting_has_a_field_with_a_name(dialog):
    for name, option in options():
        dialog.go_to(name)
        assert dialog.field(name).accessibleName() == option.title
        assert dialog.field(name).isVisible()


def test_each_change_is_told_at_once(dialog):
    told = []
    dialog.changed.connect(told.append)
    motion, language = dialog.field("motion"), dialog.field("language")
    assert isinstance(motion, QCheckBox)
    assert isinstance(language, QComboBox)
    motion.click()
    language.setCurrentIndex(1)
    language.activated.emit(1)
    assert (told[-1].motion, told[-1].language) == (False, "ru")


def test_the_page_of_a_group_that_a_screen_reader_selects_is_shown(qtbot, dialog):
    model, last = dialog.groups.model(), dialog.groups.count() - 1
    dialog.groups.selectionModel().select(model.index(last, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == last)


def test_a_search_leaves_the_pages_that_have_it(dialog):
    dialog.search.setText("contrast")
    assert groups(dialog) == ["Look"]
    assert not dialog.field("theme").isHidden()
    assert dialog.field("text_size").isHidden()
    dialog.search.setText("")
    assert len(groups(dialog)) > 2


def test_a_setting_that_is_not_there_is_told(dialog):
    dialog.search.setText("qwxz")
    assert groups(dialog) == []
    assert dialog.nothing.text() == "No setting is called “qwxz”."


def test_what_the_company_decided_is_locked_with_its_words(dialog):
    dialog.go_to("theme")
    assert not dialog.field("theme").isEnabled()
    assert dialog.field("theme").accessibleDescription().endswith("Set by your company. By the works council.")
    assert dialog.field("text_size").isEnabled()


def test_the_language_changes_while_the_dialog_is_open(dialog):
    set_language("ru")
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    assert groups(dialog)[0] == "Общие"
    assert dialog.field("theme").accessibleDescription().endswith("Задано вашей компанией. Решено.")
    assert dialog.field("motion").text() == "Движение"


def test_a_group_without_settings_has_no_page(dialog):
    assert SettingGroup.PRIVACY not in dialog.pages


def test_a_policy_that_cannot_be_read_or_is_nonsense_decides_nothing(tmp_path):
    assert load_policy(tmp_path) == Policy()
    for text in ("[", "[]", '{"settings": 3}', '{"settings": {"theme": "pink", "nothing": 1}}'):
        (tmp_path / "policy.json").write_text(text)
        assert not load_policy(tmp_path).values
    (tmp_path / "policy.json").write_text('{"settings": {"theme": "dark"}, "words": {"en": "Because."}}')
    policy = load_policy(tmp_path)
    assert policy.over(Settings()).theme == "dark"
    assert policy.why("ru") == "Because."


def test_enter_at_an_answer_gives_it_and_does_not_close_the_settings(qtbot, theme_controller):
    asked = AskedOnce()
    made = SettingsDialog(Settings(), extra={SettingGroup.COMPUTERS: asked})
    qtbot.addWidget(made)
    made.show()
    made.go_to("computers")
    for answer, signal in ((asked.keep, asked.left), (asked.go, asked.agreed)):
        asked.ask("Sign out “vm”?", keep="Leave it signed in", go="Sign it out")
        with qtbot.waitSignal(signal):
            qtbot.keyClick(answer, Qt.Key.Key_Return)
    assert made.isVisible()


def test_enter_in_the_search_leads_to_what_was_found_and_closes_nothing(dialog, qtbot):
    dialog.search.setFocus()
    qtbot.keyClicks(dialog.search, "language")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.field("language")
    dialog.search.setText("no such setting")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
