"""A shop sets up a channel in words: fields made from declarations, saved as a patch, refusals said in place."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.client.inbox import Declined
from app.domain.channel import Channel
from tests.fakes.office import FakeOffice
from ui.channels.settings import ChannelSettings


def row_of(desk, channel):
    return next(it for it in desk.office.rows.values() if it.channel is channel)


@pytest.fixture
def dialog(bridge, desk, qtbot):
    def make(channel):
        made = ChannelSettings(bridge, row_of(desk, channel))
        qtbot.addWidget(made)
        made.show()
        return made

    return make


def field(dialog, name):
    return next(it.field for it in dialog.fields if it.field.objectName() == f"inbox_{name}")


def asked(office: FakeOffice, name: str):
    return [value for told, value in office.asked if told == name]


def test_only_what_was_changed_is_saved(dialog, desk, qtbot):
    shown = dialog(Channel.EMAIL)
    field(shown, "on").setChecked(True)
    field(shown, "forms").setPlainText("robot@site.example: line E-mail")
    shown.hours.week.setPlainText("Mon-Fri 9:00-18:00")
    qtbot.mouseClick(shown.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shown.isVisible())
    (change,) = asked(desk.office, "change")
    forms = [{"from": "robot@site.example", "take": "line", "label": "E-mail"}]
    assert change.settings == {"acknowledgement": {"on": True}, "rules": {"forms": forms}}
    (hours,) = asked(desk.office, "hours")
    assert (hours.own, set(hours.week)) == (False, {"mon", "tue", "wed", "thu", "fri"})
    again = dialog(Channel.EMAIL)
    assert field(again, "on").isChecked()
    assert field(again, "forms").toPlainText() == "robot@site.example: line E-mail"
    assert again.hours.week.toPlainText() == "Mon–Fri 09:00–18:00"


def test_hours_and_days_off_outlive_the_program_with_whose_they_are(dialog, desk, qtbot):
    mail = row_of(desk, Channel.EMAIL)
    shown, place = dialog(Channel.EMAIL), f"hours:{mail.id}"
    shown.hours.own.setChecked(True)
    shown.hours.week.setPlainText("Mon–Fri 9:00–18:00")
    shown.hours.days_off.line.setText("9 May 2099")
    shown.hours.days_off.add.click()
    shown.hours.days_off.line.setText("8 March")
    qtbot.waitUntil(lambda: "8 March" in desk.drafts.unfinished(place))
    later = dialog(Channel.EMAIL)  # as after another start: the first one was never ended
    again = later.hours
    assert (again.own.isChecked(), again.week.toPlainText()) == (True, "Mon–Fri 9:00–18:00")
    assert (again.days_off.days, again.days_off.line.text()) == ({date(2099, 5, 9)}, "8 March")
    later.reject()
    assert desk.drafts.unfinished(place) == ""


def test_hours_as_they_were_are_not_kept(dialog, desk, qtbot):
    shown, place = dialog(Channel.EMAIL), f"hours:{row_of(desk, Channel.EMAIL).id}"
    shown.hours.week.setPlainText("Mon 9:00–18:00")
    qtbot.waitUntil(lambda: desk.drafts.unfinished(place) != "")
    shown.hours.week.setPlainText("")
    qtbot.waitUntil(lambda: desk.drafts.unfinished(place) == "")


@pytest.mark.parametrize("left", ["[]", "{", '{"days": ["never"]}'])
def test_hours_that_another_make_of_the_program_left_do_no_harm(dialog, desk, left):
    desk.drafts.keep_unfinished(f"hours:{row_of(desk, Channel.EMAIL).id}", left)
    shown = dialog(Channel.EMAIL)
    assert shown.hours.wish() is None


def test_nothing_is_asked_when_nothing_was_changed(dialog, desk, qtbot):
    shown = dialog(Channel.CHAT)
    shown.save.click()
    assert not shown.isVisible()
    assert desk.office.asked == []


def test_a_line_that_cannot_be_read_and_a_refusal_are_said_and_the_text_stays(dialog, desk, qtbot):
    shown = dialog(Channel.CHAT)
    shown.hours.week.setPlainText("always")
    shown.save.click()
    assert "“always”" in shown.notice.text()
    shown.hours.week.setPlainText("")
    field(shown, "origins").setPlainText("shop")
    desk.office.declined = Declined("bad_site", "shop")
    shown.save.click()
    qtbot.waitUntil(lambda: "“shop” names no site" in shown.notice.text())
    assert shown.isVisible()
    assert field(shown, "origins").toPlainText() == "shop"


def test_every_field_has_a_name_and_is_reached_by_tab(dialog):
    shown = dialog(Channel.CHAT)
    fields = [*(it.field for it in shown.fields), shown.hours.week, shown.hours.own]
    assert all(it.accessibleName() or it.text() for it in fields)
    assert all(it.focusPolicy() & Qt.FocusPolicy.TabFocus for it in fields)
