"""An operator answers in the window what came by a messenger that another program has joined."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from PySide6.QtCore import Qt

from app.client.port import Link
from app.client.profile import Folders
from app.client.start import Surroundings, open_desk, sign_in
from app.client.view import View, ViewKind
from tests.e2e.server_process import ServerProcess
from tests.fakes.vault import MemoryVault
from tests.server.joined.conftest import OtherSide
from tests.server.joined.conftest import side as side  # noqa: PLC0414  a fixture
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.composer import Composer

PATIENCE_MS = 60_000

pytestmark = pytest.mark.e2e


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path / "server") as made:
        made.run("migrate")
        yield made


def test_what_came_by_a_messenger_is_answered_there(qtbot, theme_controller, server, side: OtherSide, tmp_path):
    email, password = server.make_empty()
    webhook = ["--set", f"webhook_url={side.url}"]
    inbox = server.run("add-inbox", "--channel", "telegram", "--name", "Bot", "--address", "bot", *webhook).strip()
    key = server.run("inbox-keys", "--address", "bot").split("api_key ")[1].split()[0]
    server.start()
    written = {"id": "m-1", "conversation": "chat-5", "sender": {"id": "u-9", "name": "Маша"}, "text": "Где заказ?"}
    url = f"{server.url}/v1/channels/{inbox}/messages"
    assert requests.post(url, json=written, headers={"Authorization": f"Bearer {key}"}, timeout=30).status_code == 201

    around = Surroundings(Folders(tmp_path / "data", tmp_path / "config"), vault=MemoryVault())
    desk = open_desk(sign_in(server.url, email, password, around=around), around=around)
    bridge = DeskBridge(desk)
    qtbot.waitUntil(lambda: bridge.status.link is Link.LIVE, timeout=PATIENCE_MS)
    unassigned = View(ViewKind.UNASSIGNED)
    qtbot.waitUntil(lambda: bool(bridge.queries.conversation_ids(unassigned)), timeout=PATIENCE_MS)
    card = bridge.queries.card(bridge.queries.conversation_ids(unassigned)[0])
    assert card is not None

    composer = Composer(bridge)
    qtbot.addWidget(composer)
    composer.show()
    composer.open(card, bridge.queries.customer(card.row.customer_id))
    composer.set_seen(card.seen_seq)
    composer.insert("Уже в пути")
    qtbot.keyClick(composer.reply_editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(side.taken), timeout=PATIENCE_MS)
    assert (side.taken[0]["conversation"], side.taken[0]["text"]) == ("chat-5", "Уже в пути")
    composer.flush()
    desk.close()
    bridge.deleteLater()
