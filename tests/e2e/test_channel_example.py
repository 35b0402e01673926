"""The example of the channel API as somebody runs it: a program of its own that joins a messenger."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from tests.house.sizes import ROOT
from tests.server.joined.conftest import Messenger, OtherSide
from tests.server.webchat.chat_house import ChatHouse
from tests.server.webchat.conftest import eventually
from tests.services.process import child

pytestmark = pytest.mark.e2e


@pytest.fixture
def messenger(tmp_path: Path) -> Iterator[Messenger]:
    with ChatHouse(tmp_path / "server") as house:
        side = OtherSide()
        side.server.server_close()  # the example listens itself
        yield Messenger(house, side)


@pytest.fixture
def adapter(messenger: Messenger) -> Iterator[Callable[[str], str]]:
    """The running example: give it a line of a user, or nothing; it returns the next line it prints."""
    given = [
        "--desk", messenger.house.url, "--inbox", str(messenger.inbox), "--key", messenger.keys.api_key,
        "--secret", messenger.keys.webhook_secret, "--port", "0",
    ]  # fmt: skip
    command = [sys.executable, str(ROOT / "docs" / "examples" / "join_messenger.py"), *given]
    with child(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        port = int(process.stdout.readline().split()[-1])
        messenger.settings(webhook_url=f"http://127.0.0.1:{port}/", require_signature="yes")

        def speak(line: str = "") -> str:
            if line:
                process.stdin.write(line.encode() + b"\n")
                process.stdin.flush()
                return ""
            return process.stdout.readline().decode().strip()

        yield speak


def test_the_example_joins_a_messenger(messenger, adapter):
    adapter("masha: Где мой заказ?")
    eventually(lambda: messenger.house.texts() == ["Где мой заказ?"], "the message")
    entry_id = messenger.house.answer(messenger.talk(), "Уже в пути", Channel.MESSENGER)
    assert adapter() == "to masha from Анна: Уже в пути"
    eventually(lambda: messenger.house.delivery(entry_id).state is DeliveryState.DELIVERED, "delivered")
    adapter("masha: Спасибо")
    eventually(lambda: len(messenger.house.texts()) == 3, "the thanks")
    assert len(messenger.house.conversations()) == 1


def test_the_example_takes_no_answer_that_is_not_signed(messenger, adapter):
    adapter("masha: Раз")
    eventually(lambda: messenger.house.texts() == ["Раз"], "the message")
    with messenger.house.parts.database.read() as session:
        from app.model.workspace import Inbox

        url = session.get(Inbox, (messenger.house.shop.ws, messenger.inbox)).settings["webhook_url"]
    headers = {"X-Deskhand-Timestamp": "1", "X-Deskhand-Signature": "v1=00"}
    assert requests.post(url, b"{}", headers=headers, timeout=30).status_code == 401
