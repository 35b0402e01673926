"""What an older version of the desk wrote and could not send opens and goes out with this one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.client.port import Link
from app.client.row import ChangeState, DraftKind
from app.client.start import sign_in
from app.commands.base import SYSTEM
from app.commands.message import IncomingMessage, receive
from app.domain.channel import Channel
from app.domain.status import Status
from app.model.conversation import Conversation
from app.model.identifier import new_id
from app.model.sync import SyncClient
from app.model.workspace import Inbox
from app.server.conversations import service
from app.server.conversations.service import open_conversation
from app.server.customers.service import customer_for
from app.server.sync import pull
from tests.fakes.vault import MemoryVault
from tests.sync.conftest import Station, wait_for
from tests.sync.golden.make import CLIENT, DRAFT, HELD_TEXT, HERE, KEY, NOTE, TALK
from tests.sync.real_server import PASSWORD, RealServer
from tests.sync.test_desk_and_server import has_log, link_of, on_server, reply

GOLDEN = sorted(HERE.glob("outbox-*.db"))


def old_desk(place: Station, server: RealServer, file: Path, patch: pytest.MonkeyPatch) -> None:
    """This computer as the older version left it: its device's id, its outbox, its key. Nothing of it was sent."""
    path = place.profile.folder / "profile.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"client": str(CLIENT)}), "utf-8")
    sign_in(server.url, "anna@domisvet.example", PASSWORD, around=place.around)
    assert isinstance(place.around.vault, MemoryVault)
    place.around.vault.secrets[f"{place.profile.key}:outbox"] = KEY.hex()
    (place.profile.folder / "outbox.db").write_bytes(file.read_bytes())

    def work(tx):  # type: ignore[no-untyped-def]
        tx.session.get(SyncClient, (tx.ws, CLIENT)).last_mid = 1  # the held one it has answered
        inbox = tx.get(Inbox, server.inbox)
        customer = customer_for(tx, Channel.CHAT, "visitor-golden", "Марина")
        talk = open_conversation(tx, customer=customer, inbox=inbox, subject="Плафон", channel=Channel.CHAT)
        receive(IncomingMessage(new_id(), {"channel": "chat", "text": "Ау"}, Channel.CHAT, tx.now), talk, tx)
        talk.status_rev = 0

    patch.setattr(service, "new_id", lambda: TALK)
    server.parts.uow.run(server.ws, SYSTEM, work)


def test_there_is_an_outbox_of_every_release():
    assert [it.name for it in GOLDEN] == ["outbox-0.1.0.db"]


@pytest.mark.parametrize("file", GOLDEN, ids=lambda it: it.stem)
def test_an_outbox_of_an_older_version_opens_and_goes_out(
    server: RealServer, station: Callable[[str], Station], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = station("anna")
    old_desk(place, server, file, monkeypatch)
    desk = place.open()
    assert desk.queries.draft(TALK) == DRAFT
    assert desk.queries.draft(TALK, DraftKind.NOTE) == "Заметка"
    wait_for(lambda: len(desk.queries.changes()) < 3 and has_log(desk, TALK, 2), "sent")
    wait_for(lambda: not [it for it in desk.queries.changes() if it.state is ChangeState.WAITING], "answered")
    held = next(it for it in desk.queries.changes() if it.name == "reply")
    assert (held.state, held.args["body"]) == (ChangeState.HELD, HELD_TEXT)
    assert NOTE in [it.payload.get("text") for it in on_server(server, TALK)]
    with server.parts.database.read() as session:
        talk = session.get_one(Conversation, (server.ws, TALK))
        assert session.get_one(SyncClient, (server.ws, CLIENT)).last_mid == 3
        assert talk.status is Status.ON_HOLD
    desk.confirm(held.change_id)
    wait_for(lambda: HELD_TEXT in [it.payload.get("text") for it in on_server(server, TALK)], "confirmed")


def test_a_desk_that_is_too_old_to_pull_still_sends_what_was_written(
    server: RealServer, station: Callable[[str], Station], monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    desk = station("anna").open()
    wait_for(lambda: has_log(desk, talk) and link_of(desk) is Link.LIVE, "the message")
    monkeypatch.setattr(pull, "PROTO", 2)
    desk.sync_now()
    wait_for(lambda: link_of(desk) is Link.UPGRADE, "told")
    reply(desk, talk, "Едет.")
    wait_for(lambda: not desk.queries.changes(), "sent")
    assert [it.payload["text"] for it in on_server(server, talk)] == ["Где мой заказ?", "Едет."]
    assert link_of(desk) is Link.UPGRADE
