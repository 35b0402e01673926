"""What is new reaches the person by the allowed ways, a click comes back, and what was seen is told."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from PySide6.QtCore import QObject

from app.client.notice.announcer import GATHERED
from app.client.notice.policy import NoticeSettings, Outcome, Sound
from app.commands.notice import SeeNotices
from app.domain.notice import NoticeKind
from app.domain.status import Status
from tests.fakes.desk import FakeDesk
from tests.fakes.notice import MemoryBoard, MemorySpeaker
from tests.ui.talk import MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.notices.teller import Teller
from ui.notices.ways import Ways
from ui.translation import set_language


@dataclass
class Person:
    """Somebody at a desk, with our window in front or not."""

    desk: FakeDesk
    front: bool = False
    open_id: object = None
    board: MemoryBoard = field(default_factory=MemoryBoard)
    speaker: MemorySpeaker = field(default_factory=MemorySpeaker)
    opened: list = field(default_factory=list)

    def __post_init__(self):
        set_language("en")
        self.owner = QObject()
        self.bridge = DeskBridge(self.desk, self.owner)
        self.teller = Teller(self.bridge, lambda: self.front, lambda: self.open_id, self.owner)
        self.teller.opened.connect(self.opened.append)
        self.announcer = Ways(self.board, self.speaker).announcer(self.desk.journal)

    def start(self):
        self.teller.start(self.announcer)
        return self

    def titles(self):
        return [it[1] for it in self.board.shown]


@pytest.fixture
def person(qapp, theme_controller):
    made = Person(FakeDesk(locale="en"))
    yield made
    made.owner.deleteLater()
    qapp.processEvents()


def test_a_mention_is_on_the_board_without_a_word_about_the_customer(person):
    person.start()
    talk = talk_of(person.desk, MARINA)
    notice_id = person.desk.tell(NoticeKind.MENTION, talk.id, by="Олег Панин")
    assert person.board.shown == [(notice_id, "Олег Панин mentioned you", f"Delivery · № {MARINA}")]
    assert (person.teller.unseen, person.speaker.played) == (1, [])


def test_whoever_wants_it_sees_names_and_subjects_outside_too(person):
    person.announcer.settings = NoticeSettings(with_text=True)
    person.start()
    talk = talk_of(person.desk, MARINA)
    person.desk.tell(NoticeKind.SLA_SOON, talk.id)
    assert person.board.shown[0][2] == f"{talk.customer.name} · {talk.subject}"
    assert person.speaker.played == [(Sound.DEADLINE, 70)]


def test_a_message_in_my_request_and_a_new_request_are_told_once_each(person):
    person.start()
    mine = next(it for it in person.desk.talks.values() if it.assignee and it.status is Status.OPEN and not it.machine)
    person.desk.advance(seconds=1)
    person.desk.receive(mine.id, "Ау")
    person.desk.open_talk("Пётр", "Вопрос", "Здравствуйте")
    assert person.titles() == ["New message", "New request"]
    person.desk.receive(mine.id, "Ещё")
    assert person.titles() == ["New message", "New request", "New message"]
    assert len(person.speaker.played) == 1


def test_what_is_in_front_of_the_eyes_is_not_on_the_board_and_is_seen_at_once(person):
    talk = talk_of(person.desk, MARINA)
    person.front, person.open_id = True, talk.id
    person.start()
    person.desk.tell(NoticeKind.PROMISE_SOON, talk.id)
    assert person.board.shown == []
    assert person.teller.unseen == 0
    assert {it.outcome for it in person.desk.journal.lines()} <= {Outcome.IN_FRONT, Outcome.PLAYED}


def test_a_click_opens_the_conversation_and_counts_as_seen(person):
    person.start()
    talk = talk_of(person.desk, MARINA)
    notice_id = person.desk.tell(NoticeKind.ASSIGNED, talk.id)
    person.teller.on_clicked(notice_id)
    assert person.opened == [talk.id]
    assert person.teller.unseen == 0
    assert person.desk.submitted == [SeeNotices([notice_id])]
    assert person.board.up == {}
    assert person.desk.journal.lines()[0].outcome is Outcome.OPENED
    person.teller.on_clicked(GATHERED)
    assert person.opened[-1] is None


def test_what_came_while_nobody_was_here_is_told_as_one(person):
    talks = list(person.desk.talks.values())[:5]
    for talk in talks:
        person.desk.tell(NoticeKind.SLA_MISSED, talk.id)
    person.start()
    assert person.titles() == ["5 new notices"]


def test_what_must_be_seen_is_told_again_until_the_conversation_is_opened(person):
    person.start()
    talk = talk_of(person.desk, MARINA)
    person.desk.tell(NoticeKind.PROMISE_BROKEN, talk.id)
    person.desk._now += timedelta(minutes=6)
    person.teller.remind()
    assert person.titles() == ["A promise is overdue"] * 2
    person.teller.see_conversation(talk.id)
    person.desk._now += timedelta(minutes=6)
    person.teller.remind()
    assert (len(person.board.shown), person.board.up) == (2, {})


def test_do_not_disturb_and_a_missing_board_are_in_the_journal(person):
    person.start()
    talk = talk_of(person.desk, MARINA)
    person.teller.undisturbed = True
    notice_id = person.desk.tell(NoticeKind.ASSIGNED, talk.id)
    assert person.board.shown == []
    assert {it.outcome for it in person.desk.journal.lines()} == {Outcome.DO_NOT_DISTURB}
    person.teller.on_failed(notice_id)
    person.teller.on_silent(Sound.REQUEST)
    assert [it.outcome for it in person.desk.journal.lines()[:2]] == [Outcome.FAILED] * 2
