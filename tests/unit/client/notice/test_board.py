"""The board of the operating system, on a real bus with a real daemon: shown, clicked, withdrawn, absent."""

import gc
import queue
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import pytest
from dbus_fast.aio import MessageBus

from app.client.notice.board import DesktopBoard
from app.resource import resource_folder
from tests.services.notification_daemon import NotificationDaemon
from tests.services.secret_service import start_bus
from tests.sync.conftest import wait_for

ICON = resource_folder() / "icons" / "app-icon.svg"


class Ears:
    """What the board tells."""

    def __init__(self) -> None:
        self.clicked: queue.SimpleQueue[UUID] = queue.SimpleQueue()
        self.failed: queue.SimpleQueue[UUID] = queue.SimpleQueue()
        self.board = DesktopBoard(ICON, self.clicked.put, self.failed.put)


@pytest.fixture
def ears():
    made = Ears()
    yield made
    made.board.close()


def test_a_notice_is_shown_and_a_click_comes_back(notification_daemon: NotificationDaemon, ears: Ears) -> None:
    mine, other = uuid4(), uuid4()
    ears.board.show(mine, "Новое сообщение", "Доставка")
    ears.board.show(other, "Обещание", "", urgent=True)
    wait_for(lambda: len(notification_daemon.board) == 2)
    first, second = notification_daemon.all
    assert (first.app, first.title, first.body, first.urgency) == ("Deskhand", "Новое сообщение", "Доставка", 1)
    assert (second.urgency, "default" in second.actions) == (2, True)
    assert first.icon == ICON.as_uri()
    notification_daemon.click(first.id)
    assert ears.clicked.get(timeout=5) == mine
    notification_daemon.dismiss(second.id)
    wait_for(lambda: not notification_daemon.board)
    assert ears.clicked.empty()


def test_what_a_customer_calls_themselves_is_no_markup_on_the_board(
    notification_daemon: NotificationDaemon, ears: Ears
) -> None:
    ears.board.show(uuid4(), "Новое сообщение", '<a href="http://x">R&D</a>')
    wait_for(lambda: len(notification_daemon.board) == 1)
    assert notification_daemon.all[0].body == '&lt;a href="http://x"&gt;R&amp;D&lt;/a&gt;'


def test_what_was_seen_elsewhere_is_taken_down_and_the_same_again_takes_its_place(
    notification_daemon: NotificationDaemon, ears: Ears
) -> None:
    mine = uuid4()
    ears.board.withdraw(mine)
    ears.board.show(mine, "1", "")
    ears.board.show(mine, "2", "")
    wait_for(lambda: [it.title for it in notification_daemon.board.values()] == ["2"])
    ears.board.withdraw(mine)
    wait_for(lambda: not notification_daemon.board)


def test_when_the_desk_ends_nothing_of_it_stays_on_the_board(notification_daemon: NotificationDaemon) -> None:
    ears = Ears()
    ears.board.show(uuid4(), "Сообщение", "")
    wait_for(lambda: len(notification_daemon.board) == 1)
    ears.board.close()
    wait_for(lambda: not notification_daemon.board)
    ears.board.close()


def test_without_a_notice_service_no_connection_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ears: Ears
) -> None:
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="bus-")))  # a socket's path must be short
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", start_bus(home, stack)["DBUS_SESSION_BUS_ADDRESS"])
        given = [uuid4() for _ in range(3)]
        for notice_id in given:
            ears.board.show(notice_id, "Сообщение", "")
        assert [ears.failed.get(timeout=10) for _ in given] == given
        assert not [it for it in gc.get_objects() if isinstance(it, MessageBus) and it.connected]


def test_without_a_daemon_it_is_told_that_nothing_was_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ears: Ears
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    mine = uuid4()
    ears.board.show(mine, "Сообщение", "")
    assert ears.failed.get(timeout=5) == mine
