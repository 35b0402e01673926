"""Two desks and a real server: both changed a status without a network; who comes second decides by keys."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.client.desk import ProfileDesk
from app.client.row import ChangeState
from app.commands.conversation import SetStatus
from app.domain.status import Status
from app.model.conversation import Conversation
from app.model.identifier import new_id
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import RealServer
from ui.bridge.desk_bridge import DeskBridge
from ui.outbox.dialog import OutboxDialog


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    made = RealServer(tmp_path / "server")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def two(tmp_path: Path, server: RealServer) -> Iterator[tuple[Station, Station]]:
    """Anna's computer and Denis's."""
    made = Station(tmp_path / "anna", server, "anna"), Station(tmp_path / "denis", server, "denis")
    yield made
    for it in made:
        it.close()


def is_here(desk: ProfileDesk, talk: UUID) -> bool:
    card = desk.queries.card(talk)
    return card is not None and card.seen_seq == card.log_head > 0


def change(desk: ProfileDesk, talk: UUID, status: Status) -> None:
    desk.submit(SetStatus(talk, new_id(), status, desk.queries.card(talk).status_rev))


def on_server(server: RealServer, talk: UUID) -> Status:
    with server.parts.database.read() as session:
        return session.get_one(Conversation, (server.ws, talk)).status


def test_the_second_sees_both_values_and_whose_the_other_is_and_gives_their_own_again_by_enter(
    qtbot, theme_controller, server: RealServer, two: tuple[Station, Station]
):
    annas, denis = two[0], two[1].open()
    anna, talk = annas.open(), server.write("Марина", "Где мой заказ?")
    for desk in (anna, denis):
        wait_for(lambda desk=desk: is_here(desk, talk), "the request")
    server.stop()
    change(anna, talk, Status.ON_HOLD)
    change(denis, talk, Status.WAITING_CUSTOMER)
    annas.close()
    server.start()
    denis.sync_now()
    wait_for(lambda: not denis.queries.changes(), "the first change")
    anna = annas.open()
    wait_for(lambda: [it.state for it in anna.queries.changes()] == [ChangeState.CONFLICT], "the conflict")

    bridge = DeskBridge(anna)
    dialog = OutboxDialog(bridge)
    bridge.setParent(dialog)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.detail.mine.toPlainText() == "On hold"
    theirs = dialog.detail.theirs
    qtbot.waitUntil(lambda: theirs.toPlainText().startswith("Denis, "))  # the log tells it, a moment later
    assert theirs.toPlainText().endswith(": Waiting for customer")
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: on_server(server, talk) is Status.ON_HOLD)
    qtbot.waitUntil(lambda: not anna.queries.changes() and dialog.list.count() == 0)
