"""From a colleague's note at another desk to the notice board of this computer, and back by a click."""

import pytest
from PySide6.QtCore import QObject

from app.client.notice.journal import Way
from app.client.notice.policy import Outcome
from app.commands.message import WriteNote
from app.model.identifier import new_id
from tests.services.notification_daemon import NotificationDaemon
from tests.sync.conftest import is_live, wait_for
from ui.bridge.desk_bridge import DeskBridge
from ui.notices.teller import Teller
from ui.notices.ways import open_ways
from ui.translation import set_language


def test_a_mention_at_one_desk_is_on_the_board_of_another_and_a_click_is_seen_by_the_server(
    qtbot, server, station, notification_daemon: NotificationDaemon
) -> None:
    set_language("en")
    talk = server.write("Марина", "Где мой заказ?")
    anna, denis = station("anna").open(), station("denis").open()
    wait_for(lambda: is_live(anna) and anna.queries.card(talk) and denis.queries.card(talk), "both desks")
    owner = QObject()
    bridge = DeskBridge(denis, owner)
    teller, opened = Teller(bridge, lambda: False, lambda: None, owner), []
    teller.opened.connect(opened.append)
    ways = open_ways(teller)
    teller.start(ways.announcer(denis.journal))
    anna.submit(WriteNote(talk, new_id(), "@Denis глянь", [server.users["denis"]]))
    qtbot.waitUntil(lambda: len(notification_daemon.board) == 1)
    [shown] = notification_daemon.all
    assert (shown.title, "Марина" in shown.title + shown.body, "глянь" in shown.body) == (
        "Anna mentioned you", False, False,
    )  # fmt: skip
    notification_daemon.click(shown.id)
    qtbot.waitUntil(lambda: opened == [talk])
    qtbot.waitUntil(lambda: all(it.seen for it in denis.queries.notices()))
    wait_for(lambda: not denis.queries.changes(), "told the server")
    outcomes = [it.outcome for it in denis.journal.lines() if it.way is Way.BOARD]
    assert outcomes == [Outcome.OPENED, Outcome.SHOWN]
    ways.close()
    teller._reminding.stop()
    owner.deleteLater()


@pytest.fixture(autouse=True)
def _english():
    yield
    set_language("en")
