"""News that change nothing of what a part shows cost it nothing: no disk is waited for, nothing is counted anew."""

from app.client.row import DraftKind
from tests.fakes.desk import FakeDesk
from ui.bridge.desk_bridge import DeskBridge
from ui.palette.entry import Question
from ui.shell.given_back import GivenBack
from ui.shell.palette_source import Places
from ui.shell.rail import Rail


def counted(monkeypatch, owner, name):
    calls, real = [], getattr(owner, name)

    def count(*given):
        calls.append(given)
        return real(*given)

    monkeypatch.setattr(owner, name, count)
    return calls


def test_places_are_counted_when_the_palette_opens_and_after_news_but_not_at_each_letter(
    window, monkeypatch, theme_controller
):
    desk = FakeDesk()
    bridge = DeskBridge(desk)
    rail = Rail(bridge)
    places = Places(bridge, rail, window.shortcuts)
    calls = counted(monkeypatch, desk.queries, "rail")
    first = list(places.entries(Question.of("")))
    assert [list(places.entries(Question.of(text))) for text in ("о", "от", "отк")] == [first] * 3
    assert len(calls) == 1
    desk._tell(next(iter(desk.talks)))
    bridge._settle()
    list(places.entries(Question.of("отк")))
    assert len(calls) == 2
    rail.deleteLater()


def test_rows_of_my_other_requests_are_not_read_to_know_my_chats(monkeypatch, qapp):
    desk = FakeDesk()
    bridge = DeskBridge(desk)
    given_back = GivenBack(bridge)
    read = counted(monkeypatch, desk.queries, "conversation_rows")
    for talk in list(desk.talks):
        desk._tell(talk)
    bridge._settle()
    assert [it for (ids,) in read for it in ids] == []
    assert given_back.parent() is None


def test_a_text_that_is_kept_while_one_types_is_marked_in_its_row_and_nothing_else_is_read(
    window, desk, monkeypatch, qtbot
):
    screens, bridge = window.desk_view.screens, window.desk_view.bridge
    qtbot.waitUntil(lambda: screens.guide.conversation_id == window.desk_view.navigator.open_id)
    screens.composer.note()
    qtbot.keyClicks(screens.composer.note_editor, "Good day")
    read = {it: counted(monkeypatch, desk.queries, it) for it in ("card", "timeline", "rail", "arrivals")}
    rows = counted(monkeypatch, desk.queries, "conversation_rows")
    screens.composer.flush()
    bridge._settle()
    qtbot.wait(0)
    assert desk.queries.draft(window.desk_view.navigator.open_id, DraftKind.NOTE) == "Good day"
    assert [window.desk_view.navigator.open_id] in [list(ids) for (ids,) in rows]
    assert not any(read.values())
