"""A person is told once, by the ways that are allowed; what must be seen comes back; all of it is in the journal."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.client.notice.announcer import GATHERED, Announcer, News
from app.client.notice.journal import Journal, Told, Way
from app.client.notice.policy import Circumstances, Event, NoticeSettings, Outcome, Sound
from app.client.store.notice_book import NoticeBook
from tests.fakes.clock import DrivenClock
from tests.fakes.notice import MemoryBoard, MemoryJournal, MemorySpeaker

NOON = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)
TALK = uuid4()


@dataclass
class Desk:
    """A person with a board, a speaker and a journal."""

    journal: Journal = field(default_factory=MemoryJournal)
    board: MemoryBoard = field(default_factory=MemoryBoard)
    speaker: MemorySpeaker = field(default_factory=MemorySpeaker)
    clock: DrivenClock = field(default_factory=DrivenClock)

    def __post_init__(self) -> None:
        self.announcer = Announcer(
            self.board, self.speaker, self.journal, self.clock.monotonic, lambda count: f"{count} new"
        )

    def tell(self, *news: News, open_id: UUID | None = None, **where: object) -> None:
        self.announcer.tell(news, Circumstances(**({"now": NOON} | where)), open_id)

    def lines(self) -> list[tuple[Event, Way, Outcome]]:
        return [(it.event, it.way, it.outcome) for it in reversed(self.journal.lines())]


def news(event: Event = Event.ASSIGNED, *, must: bool = False) -> News:
    return News(uuid4(), event, TALK, event.value, "Доставка", must)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_is_new_is_shown_and_heard_once(desk: Desk) -> None:
    one = news()
    desk.tell(one)
    desk.tell(one)
    assert desk.board.shown == [(one.id, "assigned", "Доставка")]
    assert desk.speaker.played == [(Sound.REQUEST, 70)]
    assert desk.lines() == [
        (Event.ASSIGNED, Way.BOARD, Outcome.SHOWN), (Event.ASSIGNED, Way.SOUND, Outcome.PLAYED)
    ]  # fmt: skip


def test_after_a_restart_the_same_is_not_new(desk: Desk) -> None:
    one = news()
    desk.tell(one)
    later = Desk(journal=desk.journal)
    later.tell(one)
    assert not later.board.shown


def test_many_at_once_are_one_on_the_board_and_one_sound_that_of_the_weightiest(desk: Desk) -> None:
    desk.tell(news(), news(), news(Event.SLA_SOON), news(Event.MENTION))
    assert desk.board.shown == [(GATHERED, "4 new", "")]
    assert desk.speaker.played == [(Sound.DEADLINE, 70)]
    outcomes = [it[2] for it in desk.lines() if it[1] is Way.SOUND]
    assert outcomes == [Outcome.TOO_SOON, Outcome.TOO_SOON, Outcome.PLAYED, Outcome.BY_DESIGN]
    assert {it[2] for it in desk.lines() if it[1] is Way.BOARD} == {Outcome.GATHERED}


def test_ten_seconds_pass_between_two_sounds(desk: Desk) -> None:
    desk.tell(news())
    desk.clock.advance(9.9)
    desk.tell(news())
    assert len(desk.speaker.played) == 1
    desk.clock.advance(0.2)
    desk.tell(news())
    assert len(desk.speaker.played) == 2


def test_why_nothing_was_shown_is_in_the_journal(desk: Desk) -> None:
    desk.tell(news(Event.MESSAGE), in_front=True, open_id=TALK)
    assert desk.lines() == [
        (Event.MESSAGE, Way.BOARD, Outcome.IN_FRONT), (Event.MESSAGE, Way.SOUND, Outcome.BY_DESIGN)
    ]  # fmt: skip
    assert not desk.board.shown


def test_what_must_be_seen_comes_back_until_it_is_seen(desk: Desk) -> None:
    must, may = news(Event.PROMISE_BROKEN, must=True), news(Event.MENTION)
    desk.tell(must, may)
    remind = lambda minutes, **more: desk.announcer.remind(  # noqa: E731
        [must, may], Circumstances(NOON + timedelta(minutes=minutes), **more)
    )
    remind(4)
    assert len(desk.board.shown) == 2
    remind(5, in_front=True)
    assert len(desk.board.shown) == 2
    remind(6)
    remind(7)
    remind(11)
    assert [it[0] for it in desk.board.shown[2:]] == [must.id, must.id]
    assert desk.board.up[must.id][2]
    desk.announcer.seen([must.id])
    assert must.id not in desk.board.up
    desk.announcer.settings = NoticeSettings(repeat_minutes=0)
    remind(60)
    assert len(desk.board.shown) == 4


def test_a_click_and_a_failure_are_noted_later(desk: Desk) -> None:
    one = news()
    desk.announcer.note(one, NOON, Way.BOARD, Outcome.OPENED)
    assert desk.lines() == [(Event.ASSIGNED, Way.BOARD, Outcome.OPENED)]


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_every_journal_keeps_seven_days_the_newest_first(kind: str, outbox) -> None:  # type: ignore[no-untyped-def]
    journal: Journal = MemoryJournal() if kind == "memory" else NoticeBook(outbox)
    line = lambda at, talk=TALK: Told(at, uuid4(), Event.CALL, talk, Way.SOUND, Outcome.PLAYED)  # noqa: E731
    old, kept, new = line(NOON), line(NOON + timedelta(days=1)), line(NOON + timedelta(days=7, seconds=1), None)
    journal.add([])
    journal.add([old, kept])
    assert list(journal.lines()) == [kept, old]
    journal.add([new])
    assert list(journal.lines()) == [new, kept]


def test_what_was_told_longer_ago_than_the_bell_keeps_is_forgotten(desk: Desk) -> None:
    months = [NOON + timedelta(days=day) for day in range(60)]
    for now in months:
        desk.tell(*(news() for _ in range(50)), now=now)
    kept = desk.announcer._told
    assert len(kept) < 1_000
    last = news()
    desk.tell(last, now=months[-1])
    before = len(desk.board.shown)
    desk.tell(last, now=months[-1])  # of these days nothing is forgotten
    assert len(desk.board.shown) == before
