"""The bell over the workspace, the journal of what was told, and a mention being written."""

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from app.client.notice.journal import Told, Way
from app.client.notice.policy import Event, Outcome
from app.domain.notice import NoticeKind
from tests.fakes.desk import FakeDesk
from tests.fakes.people import NOW
from tests.visual.screens.workspace import close, make_window
from tests.visual.shot import Occasion, screen
from ui.notices.journal import JournalDialog
from ui.zone import zone_of

TOLD = (
    (NoticeKind.SLA_MISSED, 1209, "", 60 * 27, True),
    (NoticeKind.SURVEY_LOW, 1195, "", 60 * 25, True),
    (NoticeKind.ASSIGNED, 1211, "Елена Воронова", 190, True),
    (NoticeKind.SLA_SOON, 1213, "", 46, False),
    (NoticeKind.PROMISE_BROKEN, 1212, "", 32, False),
    (NoticeKind.PROMISE_SOON, 1204, "", 9, False),
    (NoticeKind.MENTION, 1204, "Олег Панин", 2, False),
)


def tell_all(desk: FakeDesk) -> None:
    """Everything a bell may hold, over two days."""
    talks = {talk.number: talk for talk in desk.talks.values()}
    for kind, number, by, minutes, seen in TOLD:
        desk._now = NOW - timedelta(minutes=minutes)
        if number in talks:
            desk.tell(kind, talks[number].id, by=by, seen=seen)
    desk._now = NOW


@screen("bell", sizes=[(1440, 900), (1024, 640)], close=close)
def bell(occasion: Occasion) -> QWidget:
    """Seven days of notices."""
    desk = FakeDesk(locale=occasion.language)
    window = make_window(occasion, desk)
    tell_all(desk)
    assert window.desk_view is not None
    window.desk_view.telling.bell.toggle()
    return window


@screen("mention", close=close)
def mention(occasion: Occasion) -> QWidget:
    """A colleague is being named in a note."""
    window = make_window(occasion, FakeDesk(locale=occasion.language))
    assert window.desk_view is not None
    composer = window.desk_view.screens.composer
    composer.note()
    composer.note_editor.insert("Посмотри, пожалуйста, @")
    return window


@screen("journal", sizes=[(784, 480)])
def journal(occasion: Occasion) -> QWidget:
    """What was told and why not."""
    desk = FakeDesk(locale=occasion.language)
    outcomes = zip(
        (Event.MENTION, Event.PROMISE_SOON, Event.PROMISE_SOON, Event.MESSAGE, Event.CALL, Event.REQUEST),
        (Way.BOARD, Way.BOARD, Way.SOUND, Way.SOUND, Way.SOUND, Way.BOARD),
        (Outcome.OPENED, Outcome.REPEATED, Outcome.PLAYED, Outcome.TOO_SOON, Outcome.IN_CALL, Outcome.DO_NOT_DISTURB),
        strict=True,
    )
    talk = next(iter(desk.talks))
    lines = [
        Told(NOW - timedelta(minutes=7 * place), talk, event, talk, way, outcome)
        for place, (event, way, outcome) in enumerate(outcomes)
    ]
    return JournalDialog(lines, NOW, zone_of("Europe/Moscow"))
