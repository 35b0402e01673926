"""Texts to reuse: found by a few letters in any layout, asked for what only the operator knows, changed in place."""

import pytest
from PySide6.QtCore import Qt

from app.client.row import TemplateRow
from app.commands.message import Reply
from app.commands.template import RemoveTemplate, SaveTemplate
from app.domain.role import SHARE_TEXTS
from tests.fakes.people import fake_id
from tests.ui.talk import EMMA, MARINA
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.template_dialog import TemplateDialog

TRACKED = TemplateRow(
    fake_id("template", 9), "On its way", "It is on its way: [[Tracking number]], by [[day]].", "", ""
)


def shown(picker) -> list[str]:
    return [picker._list.item(at).text().partition(" — ")[0] for at in range(picker._list.count())]


def test_a_text_is_found_in_the_wrong_layout_and_nearly_right(opened, qtbot):
    composer = opened(MARINA)
    composer.quick_reply()
    qtbot.keyClicks(composer.templates._field, "pfvtyf")  # «замена»
    assert shown(composer.templates) == ["Замена принята"]
    composer.templates._field.setText("thansk")
    assert shown(composer.templates)[0] == "Thanks for waiting"


def test_gaps_are_asked_for_one_after_the_other_and_nothing_leaves_with_one_open(opened, desk, qtbot):
    composer = opened(EMMA)
    composer.quick_reply(TRACKED)
    editor = composer.reply_editor
    assert editor.textCursor().selectedText() == "[[Tracking number]]"
    composer.send()
    assert not [it for it in desk.submitted if isinstance(it, Reply)]
    assert composer.face.hint.text == "Fill in “Tracking number” first: Tab goes there."
    qtbot.keyClicks(editor, "RR12")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.textCursor().selectedText() == "[[day]]"
    qtbot.keyClicks(editor, "Friday")
    composer.send()
    (sent,) = [it for it in desk.submitted if isinstance(it, Reply)]
    assert sent.body == "It is on its way: RR12, by Friday."


@pytest.fixture
def dialog(qtbot, theme_controller, desk):
    def make(*, may_share: bool = False) -> TemplateDialog:
        if may_share:
            desk.allowed.add(SHARE_TEXTS)
        made = TemplateDialog(DeskBridge(desk))
        qtbot.addWidget(made)
        return made

    return make


def test_a_text_of_ones_own_is_written_and_deleted(dialog, desk):
    made = dialog()
    assert [made.scope.itemText(at) for at in range(made.scope.count())] == ["Only me"]
    made.save.click()
    assert made.said.text() == "A text needs a name and words."
    made.title.setText("Hello")
    made.body.setPlainText("Hello, {{ customer.name ")
    made.save.click()
    assert "curly" in made.said.text()
    made.body.setPlainText("Hello, {{ customer.name }}")
    made.save.click()
    saved = desk.submitted[-1]
    assert isinstance(saved, SaveTemplate)
    assert (saved.title, saved.shared) == ("Hello", False)
    made.remove.click()
    assert desk.submitted[-1] == RemoveTemplate(saved.template_id)


def test_a_text_that_could_not_be_stored_stays_and_is_not_called_saved(dialog, desk):
    shown = dialog()
    shown.title.setText("Delay")
    shown.body.setPlainText("A day more, sorry.")
    desk.is_disk_full = True
    shown.save.click()
    assert shown.body.toPlainText() == "A day more, sorry."
    assert shown.said.text() not in ("", "Saved.")


def test_who_leads_a_team_shares_texts_and_who_does_not_only_reads_them(dialog, desk):
    read_only = dialog()
    read_only.list.setCurrentRow(0)
    assert not read_only.save.isEnabled()
    made = dialog(may_share=True)
    made.list.setCurrentRow(0)
    assert made.save.isEnabled()
    made.title.setText("Hello")
    made.body.setPlainText("Hello")
    made.scope.setCurrentIndex(1)
    made.save.click()
    assert (desk.submitted[-1].shared, desk.submitted[-1].team_id) == (True, fake_id("team", 1))
