"""When a person is told by board and by sound, and why not."""

from datetime import UTC, datetime

import pytest

from app.client.notice.policy import (
    Circumstances,
    Event,
    NoticeSettings,
    Outcome,
    Sound,
    is_quiet,
    verdict,
)
from app.domain.notice import NoticeKind

NOON = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)
AWAY, FRONT = Circumstances(NOON), Circumstances(NOON, in_front=True)
PLAIN = NoticeSettings()


def told(event: Event, where: Circumstances = AWAY, settings: NoticeSettings = PLAIN) -> tuple[Outcome, Sound | None]:
    found = verdict(event, where, settings)
    return found.board, found.sound


def test_every_kind_of_notice_is_an_event():
    assert {it.value for it in NoticeKind} <= {it.value for it in Event}


@pytest.mark.parametrize(
    ("event", "board", "sound"),
    [
        (Event.CALL, Outcome.SHOWN, Sound.RING),
        (Event.ASSIGNED, Outcome.SHOWN, Sound.REQUEST),
        (Event.REQUEST, Outcome.SHOWN, Sound.REQUEST),
        (Event.MESSAGE, Outcome.SHOWN, Sound.REQUEST),
        (Event.PROMISE_SOON, Outcome.SHOWN, Sound.DEADLINE),
        (Event.SLA_SOON, Outcome.SHOWN, Sound.DEADLINE),
        (Event.PROMISE_BROKEN, Outcome.SHOWN, None),
        (Event.SLA_MISSED, Outcome.SHOWN, None),
        (Event.MENTION, Outcome.SHOWN, None),
        (Event.SURVEY_LOW, Outcome.BY_DESIGN, None),
    ],
)
def test_the_table_of_the_design(event, board, sound):
    assert told(event) == (board, sound)
    assert told(event, FRONT)[0] in (Outcome.IN_FRONT, Outcome.BY_DESIGN)


def test_the_window_in_front_still_sounds_but_not_for_what_one_looks_at():
    assert told(Event.ASSIGNED, FRONT) == (Outcome.IN_FRONT, Sound.REQUEST)
    here = Circumstances(NOON, in_front=True, here=True)
    assert told(Event.MESSAGE, here) == (Outcome.IN_FRONT, None)


def test_during_a_call_there_is_no_sound_at_all_but_everything_is_seen():
    talking = Circumstances(NOON, in_call=True)
    assert {told(event, talking)[1] for event in Event} == {None}
    assert told(Event.MENTION, talking)[0] is Outcome.SHOWN
    assert verdict(Event.CALL, talking, PLAIN).silence is Outcome.IN_CALL


def test_do_not_disturb_and_quiet_hours_silence_all_but_a_call():
    night = NoticeSettings(quiet_from=11, quiet_until=13)
    for where, settings, why in (
        (Circumstances(NOON, undisturbed=True), PLAIN, Outcome.DO_NOT_DISTURB),
        (AWAY, night, Outcome.QUIET_HOURS),
    ):
        assert told(Event.ASSIGNED, where, settings) == (why, None)
        assert verdict(Event.ASSIGNED, where, settings).silence is why
        assert told(Event.CALL, where, settings) == (Outcome.SHOWN, Sound.RING)


def test_at_most_one_sound_in_ten_seconds_and_a_call_rings_all_the_same():
    soon = Circumstances(NOON, since_sound_s=9.9)
    assert verdict(Event.ASSIGNED, soon, PLAIN).silence is Outcome.TOO_SOON
    assert told(Event.CALL, soon)[1] is Sound.RING


def test_what_is_switched_off_is_off():
    assert told(Event.MENTION, AWAY, NoticeSettings(board=False))[0] is Outcome.OFF
    assert told(Event.MESSAGE, AWAY, NoticeSettings(messages=False)) == (Outcome.OFF, None)
    assert told(Event.REQUEST, AWAY, NoticeSettings(requests=False)) == (Outcome.OFF, None)
    for event, silent in (
        (Event.ASSIGNED, NoticeSettings(request_volume=0)),
        (Event.SLA_SOON, NoticeSettings(deadline_volume=0)),
        (Event.CALL, NoticeSettings(ring_volume=0)),
    ):
        assert verdict(event, AWAY, silent).silence is Outcome.OFF


@pytest.mark.parametrize(
    ("hours", "quiet", "loud"),
    [((22, 7), (22, 23, 0, 6), (7, 12, 21)), ((12, 14), (12, 13), (11, 14)), ((9, 9), (), (9,))],
)
def test_quiet_hours_go_over_midnight(hours, quiet, loud):
    settings = NoticeSettings(quiet_from=hours[0], quiet_until=hours[1])
    assert all(is_quiet(NOON.replace(hour=it), settings) for it in quiet)
    assert not any(is_quiet(NOON.replace(hour=it), settings) for it in loud)
