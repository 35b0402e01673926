"""Days off beside the opening hours: typed as one says them, told when wrong, with what comes of them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.client.inbox import Declined
from app.domain.channel import Channel
from tests.fakes.people import NOW
from ui.channels.hours import HoursField
from ui.channels.settings import ChannelSettings
from ui.translation import set_language
from ui.zone import zone_of

WEEK = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
MOSCOW_NOW = NOW.astimezone(zone_of("Europe/Moscow"))  # Thursday, 12 November 2026, 14:32


@pytest.fixture
def form(desk, qtbot, theme_controller):
    set_language("en")

    def make(now=MOSCOW_NOW, **hours):
        row = next(it for it in desk.office.rows.values() if it.channel is Channel.EMAIL)
        made = HoursField(replace(row, hours=hours), now)
        qtbot.addWidget(made)
        made.show()
        return made

    yield make
    set_language("en")


@pytest.fixture
def dialog(bridge, desk, qtbot):
    """The settings of a mailbox that is looked after on weekdays."""
    row = next(it for it in desk.office.rows.values() if it.channel is Channel.EMAIL)
    made = ChannelSettings(bridge, replace(row, hours={"week": WEEK}))
    qtbot.addWidget(made)
    made.show()
    return made


def shown(form):
    return [form.days_off.list.item(at).text() for at in range(form.days_off.list.count())]


def type_in(form, qtbot, text):
    form.days_off.line.setFocus()
    form.days_off.line.setText(text)  # QTest types Latin letters only
    qtbot.keyClick(form.days_off.line, Qt.Key.Key_Return)


def test_days_are_added_by_enter_and_the_effect_is_told_at_once(form, qtbot):
    made = form(week=WEEK)
    assert made.effect.text() == "Open now."
    assert made.days_off.summary.text() == "No days off ahead."
    type_in(made, qtbot, "1-8 January")
    assert shown(made) == ["1–8 January 2027"]
    assert made.days_off.line.text() == ""
    assert made.days_off.summary.text() == "8 days off ahead."
    after = "Open now. After 1–8 January 2027: open on Monday, 11 January, at 09:00."
    assert made.effect.text() == after
    type_in(made, qtbot, "12 November")  # today
    assert made.effect.text() == (
        "Closed now; next open tomorrow at 09:00. After 1–8 January 2027: open on Monday, 11 January, at 09:00."
    )
    assert shown(made) == ["12 November 2026", "1–8 January 2027"]
    made.week.setPlainText("")
    assert made.effect.text() == "Without opening hours somebody is always there, also on days off."
    made.week.setPlainText("Mon")
    assert made.effect.isHidden()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("soon", "“soon” is no day. Write it as 9 May, 31.12.2026 or 1–8 January."),
        ("31 June", "“31 June”: there is no such day."),
        ("8-1 January", "“8-1 January” ends before it begins."),
        ("1 January – 1 June", "“1 January – 1 June” is longer than 92 days; add it in parts."),
        ("<b>{x}</b>", "“<b>{x}</b>” is no day. Write it as 9 May, 31.12.2026 or 1–8 January."),
    ],
)
def test_what_is_no_day_is_told_and_stays_as_it_was_written(form, qtbot, text, told):
    made = form(week=WEEK)
    type_in(made, qtbot, text)
    assert made.days_off.problem.text() == told
    assert made.days_off.problem.textFormat() is Qt.TextFormat.PlainText
    assert made.days_off.line.text() == text
    assert made.focusWidget() is made.days_off.line
    assert shown(made) == []
    with pytest.raises(ValueError, match=r"^.+$") as wrong:
        made.wish()
    assert str(wrong.value) == text
    qtbot.keyClick(made.days_off.line, Qt.Key.Key_Backspace)
    assert made.days_off.problem.isHidden()


def test_a_range_is_removed_whole_and_what_is_over_comes_last(form, qtbot):
    kept = ["2026-01-01", "2026-01-02", "2027-01-01", "2027-01-02", "2027-05-09", "soon"]
    made = form(week=WEEK, holidays=kept)
    assert shown(made) == ["1–2 January 2027", "9 May 2027", "1–2 January 2026 (over)"]
    assert made.days_off.summary.text() == "3 days off ahead."
    assert made.wish() is None
    made.days_off.list.setCurrentRow(0)
    qtbot.mouseClick(made.days_off.remove, Qt.MouseButton.LeftButton)
    assert shown(made) == ["9 May 2027", "1–2 January 2026 (over)"]
    assert made.days_off.summary.text() == "1 day off ahead."
    wish = made.wish()
    assert [it.isoformat() for it in wish.holidays] == ["2026-01-01", "2026-01-02", "2027-05-09"]
    assert wish.week == WEEK


def test_in_russian_numbers_have_their_forms_and_the_days_their_names(form, qtbot):
    set_language("ru")
    made = form(week=WEEK)
    for text, told in (
        ("9 мая", "1 нерабочий день"),
        ("23–24.02", "3 нерабочих дня"),
        ("1-8 января", "11 нерабочих дней"),
    ):
        type_in(made, qtbot, text)
        assert made.days_off.summary.text() == f"Впереди {told}."
    assert shown(made) == ["1–8 января 2027", "23–24 февраля 2027", "9 мая 2027"]
    assert made.effect.text().endswith("После 1–8 января 2027: открыто в понедельник, 11 января, в 09:00.")


def test_a_queue_with_hours_of_its_own_has_its_own_days_off(desk, form):
    queue = str(next(iter(desk.office.rows.values())).queue_id)
    own = {"week": WEEK, "holidays": ["2027-05-09"], "timezone": "Asia/Vladivostok"}
    made = form(week=WEEK, holidays=["2027-01-01"], queues={queue: own})
    assert made.own.isChecked()
    assert shown(made) == ["9 May 2027"]
    assert made.effect.text().startswith("Closed now")  # 21:32 there


def test_a_queue_that_gives_its_own_hours_up_shows_those_of_everybody_and_does_not_overwrite_them(desk, form):
    queue = str(next(iter(desk.office.rows.values())).queue_id)
    own = {"week": {"sat": ["10:00-12:00"]}, "holidays": ["2027-05-09"]}
    made = form(week=WEEK, holidays=["2027-01-01"], queues={queue: own})
    made.own.click()
    assert shown(made) == ["1 January 2027"]
    wish = made.wish()
    assert (wish.own, wish.week, [it.isoformat() for it in wish.holidays]) == (False, WEEK, ["2027-01-01"])
    made.own.click()
    assert shown(made) == ["9 May 2027"]
    assert made.wish() is None


def test_what_was_written_stays_when_it_becomes_the_hours_of_everybody(desk, form, qtbot):
    queue = str(next(iter(desk.office.rows.values())).queue_id)
    made = form(week=WEEK, queues={queue: {"week": {"sat": ["10:00-12:00"]}}})
    type_in(made, qtbot, "9 May")
    made.own.click()
    assert shown(made) == ["9 May 2027"]
    assert made.wish().week == {"sat": ["10:00-12:00"]}


def test_a_server_that_keeps_no_days_off_is_told_of_and_they_stay_in_the_form(desk, dialog, qtbot):
    type_in(dialog.hours, qtbot, "9 May")
    desk.office.keeps_days_off = False
    dialog.save.click()
    qtbot.waitUntil(lambda: "keeps no days off yet" in dialog.notice.text())
    assert dialog.isVisible()
    assert shown(dialog.hours) == ["9 May 2027"]


def test_days_off_are_saved_with_the_channel_also_what_still_stands_in_the_line(desk, dialog, qtbot):
    type_in(dialog.hours, qtbot, "1–2 January")
    assert dialog.isVisible()  # Enter added, and did not save
    dialog.hours.days_off.line.setText("31 June")
    dialog.save.click()
    assert "“31 June”" in dialog.notice.text()
    assert dialog.hours.days_off.line.text() == "31 June"
    dialog.hours.days_off.line.setText("9 May")
    desk.office.declined = Declined("too_many_days_off", "1000")
    dialog.save.click()
    qtbot.waitUntil(lambda: "More than 1000 days off" in dialog.notice.text())
    desk.office.declined = None
    dialog.save.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    kept = next(it for it in desk.office.rows.values() if it.channel is Channel.EMAIL).hours
    assert kept == {"week": WEEK, "holidays": ["2027-01-01", "2027-01-02", "2027-05-09"]}


def test_every_part_has_a_name_and_is_reached_by_tab(form):
    made = form(week=WEEK, holidays=["2027-01-01"])
    off = made.days_off
    for part in (off.line, off.add, off.list, off.remove):
        assert part.accessibleName()
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_short_day_is_written_in_a_line_of_its_own_and_told_at_once(form):
    made = form(week=WEEK, holidays=["2027-01-01"])
    made.special.setPlainText("12 November 09:00–12:00")  # today, it is 14:32
    assert made.effect.text().startswith("Closed now; next open tomorrow at 09:00.")
    wish = made.wish()
    assert wish.special == {"2026-11-12": ["09:00-12:00"]}
    assert [it.isoformat() for it in wish.holidays] == ["2027-01-01"]
    made.special.setPlainText("12 November at noon")
    assert made.effect.text() == ""
    with pytest.raises(ValueError, match="12 November at noon"):
        made.wish()


def test_days_with_other_hours_are_shown_from_today_on_and_those_without_any_are_days_off(form):
    kept = {"2026-12-31": ["09:00-15:00"], "2027-01-02": [], "2026-05-08": ["09:00-12:00"]}
    made = form(week=WEEK, holidays=["2027-01-01"], special=kept)
    assert made.special.toPlainText() == "31 December 2026 09:00–15:00"
    assert shown(made) == ["1–2 January 2027"]
    assert made.wish() is None
    made.week.setPlainText("Mon 09:00–18:00")
    assert made.wish().special == {"2026-05-08": ["09:00-12:00"], "2026-12-31": ["09:00-15:00"]}  # what is over stays


def test_days_that_are_over_stay_those_of_the_hours_that_are_saved(desk, form):
    queue_id = next(it for it in desk.office.rows.values() if it.channel is Channel.EMAIL).queue_id
    own = {"week": WEEK, "special": {"2026-05-08": ["09:00-12:00", "13:00-14:30"]}}
    made = form(week=WEEK, special={"2026-03-07": ["10:00-24:00"]}, queues={str(queue_id): own})
    made.special.setPlainText("31 December 09:00–15:00")
    assert made.wish().special == own["special"] | {"2026-12-31": ["09:00-15:00"]}
    made.own.setChecked(False)
    assert made.wish().special == {"2026-03-07": ["10:00-24:00"], "2026-12-31": ["09:00-15:00"]}


def test_a_day_off_that_has_hours_of_its_own_is_said_to_be_open(form):
    made = form(week=WEEK, special={"2026-12-31": ["09:00-15:00"]})
    made.days_off.line.setText("31 December")
    made.days_off.add.click()
    assert made.effect.text().startswith("Not off, but open by other hours: 31 December 2026.")
    assert "After 31 December" not in made.effect.text()
    made.special.setPlainText("")
    assert "other hours" not in made.effect.text()
    assert "After 31 December" in made.effect.text()
