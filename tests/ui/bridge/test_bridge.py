"""News of engine threads arrive on the main thread; bugs save drafts and tell no customer's word."""

import sys
import threading
import time

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread, QTimer, Slot

from app.client.port import Link, Problem, Touched, Trouble
from app.commands.block import BlockCustomer
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from tests.fakes.desk import FakeDesk
from ui.bridge.background import Background
from ui.bridge.crash import CrashReporter, redacted
from ui.bridge.desk_bridge import AFTER_FRAME_MS, DeskBridge
from ui.bridge.reading import next_promise_at


class Listener(QObject):
    def __init__(self):
        super().__init__()
        self.heard = []

    @Slot(object)
    def hear(self, value):
        self.heard.append((value, QThread.currentThread() is self.thread()))


def test_news_of_another_thread_arrive_on_the_main_thread(qtbot):
    desk, listener = FakeDesk(), Listener()
    bridge = DeskBridge(desk)
    bridge.touched.connect(listener.hear)
    talk = next(iter(desk.talks))
    thread = threading.Thread(target=desk.receive, args=(talk, "Есть новости?"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(listener.heard))
    touched, on_main = listener.heard[0]
    assert talk in touched.conversations
    assert on_main


def test_what_was_read_for_news_is_painted_before_everything_else_is_refreshed(qtbot):
    desk, order = FakeDesk(), []
    bridge = DeskBridge(desk)

    def read_slowly(_touched):
        began = time.monotonic()
        while time.monotonic() - began < 2 * AFTER_FRAME_MS / 1_000:
            pass
        QTimer.singleShot(AFTER_FRAME_MS // 4, lambda: order.append("painted"))

    bridge.touched.connect(read_slowly)
    bridge.settled.connect(lambda _touched: order.append("settled"))
    talk = next(iter(desk.talks))
    thread = threading.Thread(target=desk.receive, args=(talk, "Есть новости?"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "settled" in order)
    assert order == ["painted", "settled"]


def test_news_without_a_pause_are_settled_all_the_same(qtbot):
    desk, settled = FakeDesk(), []
    bridge = DeskBridge(desk)
    bridge.settled.connect(settled.append)
    news = QTimer(bridge, interval=AFTER_FRAME_MS // 4)
    news.timeout.connect(lambda: bridge._news(Touched(workspace=True)))
    news.start()
    qtbot.waitUntil(lambda: len(settled) > 1)
    news.stop()
    qtbot.waitUntil(lambda: not bridge._after_frame.isActive())


def test_after_news_that_took_long_to_settle_the_window_is_left_alone_for_longer(qtbot):
    bridge = DeskBridge(FakeDesk())
    bridge._news(Touched(workspace=True))
    bridge._settle()
    bridge._news(Touched(workspace=True))
    assert bridge._after_frame.interval() == AFTER_FRAME_MS
    bridge.settled.connect(lambda _touched: time.sleep(2 * AFTER_FRAME_MS / 1_000))
    bridge._settle()
    bridge._news(Touched(workspace=True))
    assert bridge._after_frame.interval() > 2 * AFTER_FRAME_MS
    bridge._settle()


def test_a_computer_that_slept_while_news_were_settled_is_told_the_next_ones_soon(qtbot, monkeypatch):
    bridge, slept = DeskBridge(FakeDesk()), [0.0]
    monkeypatch.setattr("ui.bridge.desk_bridge.monotonic", lambda: time.monotonic() + slept[0])
    bridge.settled.connect(lambda _touched: slept.__setitem__(0, 8 * 3_600.0))
    bridge._news(Touched(workspace=True))
    bridge._settle()
    bridge._news(Touched(workspace=True))
    assert bridge._after_frame.interval() <= 2_000
    bridge._settle()


def test_the_bridge_knows_the_connection_from_the_start_and_follows_it(qtbot):
    desk = FakeDesk()
    bridge = DeskBridge(desk)
    qtbot.waitUntil(lambda: bridge.status.link is Link.LIVE)
    desk.go_offline()
    qtbot.waitUntil(lambda: bridge.status.link is Link.OFFLINE)


def test_a_persons_own_undo_time_counts_for_letters_only(qtbot):
    desk = FakeDesk(online=False)
    bridge, heard = DeskBridge(desk), []
    bridge.submitted.connect(lambda _id, _command, undo_ms: heard.append(undo_ms))
    bridge.letter_undo_ms = 20_000
    talk = next(iter(desk.talks))
    bridge.submit(WriteNote(talk, bridge.new_id(), "заметка"))
    bridge.submit(Reply(talk, bridge.new_id(), "письмо", Channel.EMAIL, 0), undo_ms=8_000)
    bridge.submit(BlockCustomer(talk, bridge.new_id(), 1), undo_ms=8_000)
    assert heard == [0, 20_000, 8_000]


def test_the_next_promise_is_told_on_the_operators_wall():
    bridge = DeskBridge(FakeDesk())
    assert f"{next_promise_at(bridge.queries, bridge.now()):%H:%M}" == "15:00"


def test_background_work_ends_on_the_main_thread(qtbot):
    listener, work = Listener(), Background(lambda: 42)
    work.done.connect(listener.hear)
    work.start()
    qtbot.waitUntil(lambda: listener.heard == [(42, True)])


def test_a_problem_of_the_world_is_told_not_raised(qtbot):
    def fail():
        raise Trouble(Problem.SERVER_UNREACHABLE)

    listener, work = Listener(), Background(fail)
    work.failed.connect(listener.hear)
    work.start()
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard[0][0].problem is Problem.SERVER_UNREACHABLE


@pytest.mark.parametrize("trouble", [None, Trouble(Problem.SERVER_UNREACHABLE)])
def test_of_work_that_has_told_its_end_nothing_is_left(qtbot, trouble):
    def work():
        if trouble is not None:
            raise trouble

    keeper, listener = QObject(), Listener()
    for _ in range(3):
        asking = Background(work, keeper)
        (asking.failed if trouble else asking.done).connect(listener.hear)
        asking.start()
    qtbot.waitUntil(lambda: len(listener.heard) == 3)
    qtbot.waitUntil(lambda: keeper.children() == [])


def test_a_report_holds_no_word_of_a_customer():
    try:
        try:
            raise KeyError("Марина Соколова")
        except KeyError as error:
            raise ValueError("m.sokolova@example.org") from error
    except ValueError as error:
        report = redacted(error)
    assert "Марина" not in report
    assert "example.org" not in report
    assert "ValueError" in report
    assert "KeyError" in report
    assert "test_bridge.py" in report


def test_a_bug_saves_drafts_before_it_is_shown(qtbot, capsys):
    steps = []
    crash = CrashReporter(lambda: steps.append("saved"), lambda *told: steps.append(told))
    try:
        sys.excepthook(RuntimeError, RuntimeError("secret"), None)
    finally:
        crash.release()
    assert steps == ["saved", ("RuntimeError", True)]
    assert "secret" not in capsys.readouterr().err


def test_drafts_that_cannot_be_saved_are_told_of_once_and_not_for_ever(qtbot, capsys):
    shown = []

    def save():
        raise ValueError("secret")

    crash = CrashReporter(save, lambda *told: shown.append(told))
    try:
        sys.excepthook(RuntimeError, RuntimeError("first"), None)
        sys.excepthook(KeyError, KeyError("second"), None)
    finally:
        crash.release()
    told = [(report.splitlines()[0], "ValueError" in report, saved) for report, saved in shown]
    assert told == [("RuntimeError", True, False), ("KeyError", True, False)]


def test_a_bug_that_cannot_be_shown_ends_nothing_and_the_next_one_is_shown(qtbot, capsys):
    shown = []

    def show(report, _saved):
        shown.append(report)
        if len(shown) == 1:
            raise KeyError("secret")

    crash = CrashReporter(lambda: None, show)
    try:
        for _ in range(2):
            sys.excepthook(ValueError, ValueError("secret"), None)
    finally:
        crash.release()
    assert len(shown) == 2
    said = capsys.readouterr().err
    assert ("KeyError" in said, "secret" in said) == (True, False)


def test_released_hooks_are_those_from_before():
    before = (sys.excepthook, threading.excepthook)
    CrashReporter(lambda: None, lambda _report, _saved: None).release()
    assert (sys.excepthook, threading.excepthook) == before


@pytest.mark.parametrize("touched", [Touched(), Touched(everything=True)])
def test_every_kind_of_news_is_passed_on(qtbot, touched):
    desk, listener = FakeDesk(), Listener()
    bridge = DeskBridge(desk)
    bridge.touched.connect(listener.hear)
    for tell in desk._touched:
        tell(touched)
    qtbot.waitUntil(lambda: listener.heard == [(touched, True)])


def test_what_happens_while_one_works_is_told_once_as_a_sentence(qtbot):
    desk, heard = FakeDesk(), []
    desk.noticed.append(Problem.CACHE_REBUILT)  # before: told when the window was ready
    bridge = DeskBridge(desk)
    bridge.noticed.connect(heard.append)
    desk.noticed.append(Problem.DISK_FULL_KEPT)
    desk.go_offline()
    desk.go_online()
    qtbot.waitUntil(lambda: bridge.status.link is Link.LIVE and bool(heard))
    assert len(heard) == 1
    assert heard[0].startswith("The disk is full")


def test_an_answer_that_comes_after_its_desk_was_closed_is_no_bug(qtbot):
    asked, answered = threading.Event(), threading.Event()

    def work():
        asked.set()
        return answered.wait(20)

    keeper = QObject()
    asking = Background(work, keeper)
    asking.start()
    assert asked.wait(20)
    shiboken6.delete(keeper)
    answered.set()
    assert asking.wait(20)  # the thread ended; an exception in it would fail this test
