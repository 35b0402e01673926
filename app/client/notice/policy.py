"""By which ways a person is told of something, and why not by the others: rules without clock, screen or sound."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

MOST_AT_ONCE = 3
"""More notices in one moment are told of as one."""

SOUND_EVERY_S = 10.0
"""At most one sound in that time (design, section 7); a call rings all the same."""


class Event(StrEnum):
    """What may be told of: the kinds of notices, and what the desk sees by itself."""

    MENTION = "mention"
    ASSIGNED = "assigned"
    PROMISE_SOON = "promise_soon"
    PROMISE_BROKEN = "promise_broken"
    SLA_SOON = "sla_soon"
    SLA_MISSED = "sla_missed"
    SURVEY_LOW = "survey_low"
    MESSAGE = "message"
    REQUEST = "request"
    CALL = "call"


class Sound(StrEnum):
    """Sounds of our own making, by the names of their files."""

    REQUEST = "request"
    DEADLINE = "deadline"
    RING = "ring"


class Outcome(StrEnum):
    """What became of one way of telling."""

    SHOWN = "shown"
    REPEATED = "repeated"
    GATHERED = "gathered"
    PLAYED = "played"
    OPENED = "opened"
    IN_FRONT = "in_front"
    DO_NOT_DISTURB = "do_not_disturb"
    QUIET_HOURS = "quiet_hours"
    IN_CALL = "in_call"
    OFF = "off"
    TOO_SOON = "too_soon"
    BY_DESIGN = "by_design"
    FAILED = "failed"


_NO_BOARD = frozenset({Event.SURVEY_LOW})
_SOUNDS = {
    Event.ASSIGNED: Sound.REQUEST,
    Event.REQUEST: Sound.REQUEST,
    Event.MESSAGE: Sound.REQUEST,
    Event.PROMISE_SOON: Sound.DEADLINE,
    Event.SLA_SOON: Sound.DEADLINE,
    Event.CALL: Sound.RING,
}


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """What the person chose. Volumes are per cent of the sound as it was made, 0: silent.

    ``quiet_from`` and ``quiet_until`` are hours of the day; the same twice: never quiet.
    """

    board: bool = True
    with_text: bool = False
    messages: bool = True
    requests: bool = True
    request_volume: int = 70
    deadline_volume: int = 70
    ring_volume: int = 100
    repeat_minutes: int = 5
    quiet_from: int = 0
    quiet_until: int = 0

    def volume(self, sound: Sound) -> int:
        """The volume of a sound."""
        volumes = {
            Sound.REQUEST: self.request_volume, Sound.DEADLINE: self.deadline_volume, Sound.RING: self.ring_volume
        }  # fmt: skip
        return volumes[sound]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where the person is. ``now`` is on their wall; ``in_front``: our window has the keyboard; ``here``: the event is
    in the conversation they look at; ``undisturbed``: they asked not to be disturbed, or have a break."""

    now: datetime
    in_front: bool = False
    here: bool = False
    in_call: bool = False
    undisturbed: bool = False
    since_sound_s: float = SOUND_EVERY_S


@dataclass(frozen=True, slots=True)
class Verdict:
    """``board``: SHOWN or why not; ``sound``: what to play, None with ``silence`` saying why."""

    board: Outcome
    sound: Sound | None
    silence: Outcome


def verdict(event: Event, where: Circumstances, settings: NoticeSettings) -> Verdict:
    """Decide both ways. A call offer comes through everything; during a call it makes no sound."""
    return Verdict(_board(event, where, settings), *_sound(event, where, settings))


def is_quiet(now: datetime, settings: NoticeSettings) -> bool:
    """Within the quiet hours, which may go over midnight."""
    start, end = time(settings.quiet_from % 24), time(settings.quiet_until % 24)
    at = now.time()
    if start == end:
        return False
    return start <= at < end if start < end else at >= start or at < end


def _board(event: Event, where: Circumstances, settings: NoticeSettings) -> Outcome:
    if not settings.board or _is_off(event, settings):
        return Outcome.OFF
    if event in _NO_BOARD:
        return Outcome.BY_DESIGN
    if where.in_front:
        return Outcome.IN_FRONT
    return _peace(event, where, settings) or Outcome.SHOWN


def _sound(event: Event, where: Circumstances, settings: NoticeSettings) -> tuple[Sound | None, Outcome]:
    sound = _SOUNDS.get(event)
    if sound is None or (event is Event.MESSAGE and where.here and where.in_front):
        return None, Outcome.BY_DESIGN
    if _is_off(event, settings) or settings.volume(sound) == 0:
        return None, Outcome.OFF
    if where.in_call:
        return None, Outcome.IN_CALL
    why = _peace(event, where, settings)
    if why is not None:
        return None, why
    if event is not Event.CALL and where.since_sound_s < SOUND_EVERY_S:
        return None, Outcome.TOO_SOON
    return sound, Outcome.PLAYED


def _peace(event: Event, where: Circumstances, settings: NoticeSettings) -> Outcome | None:
    if event is Event.CALL:
        return None
    if where.undisturbed:
        return Outcome.DO_NOT_DISTURB
    return Outcome.QUIET_HOURS if is_quiet(where.now, settings) else None


def _is_off(event: Event, settings: NoticeSettings) -> bool:
    wanted = {Event.MESSAGE: settings.messages, Event.REQUEST: settings.requests}
    return not wanted.get(event, True)
