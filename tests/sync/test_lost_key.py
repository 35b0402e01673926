"""A keyring is wiped: what was written and not sent is opened by the recovery key and sent once; or put aside whole."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.client.people import people
from app.client.port import Link, Problem, Trouble
from app.client.start import open_desk, put_outbox_aside, recover_outbox, sign_in
from app.commands.base import SYSTEM
from app.domain.recovery_key import written
from app.server.devices.service import set_recovery_key
from tests.fakes.vault import MemoryVault
from tests.services.secret_service import Keyring
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import PASSWORD, RealServer
from tests.sync.test_desk_and_server import has_log, link_of, on_server, reply
from tests.sync.test_keyring import told as told_by

WRITE = """
import json, sys, time
from pathlib import Path
from uuid import UUID
from app.client.port import Problem, Trouble
from app.client.profile import Folders
from app.client.start import Surroundings, open_desk, recover_outbox, sign_in
from app.commands.message import Reply
from app.domain.channel import Channel
from app.model.identifier import new_id
act, url, password, folder, key, talk = sys.argv[1:]
around = Surroundings(Folders(Path(folder, "data"), Path(folder, "config")))
told, end = {}, time.monotonic() + 60
try:
    profile = sign_in(url, "anna@domisvet.example", password, around=around)
except Trouble as trouble:
    told["problem"] = trouble.problem
    try:
        recover_outbox(trouble.detail, "AAAA", around=around)
    except Trouble as wrong:
        told["wrong"] = wrong.problem
    recover_outbox(trouble.detail, key, around=around)
    profile = sign_in(url, "anna@domisvet.example", password, around=around)
desk = open_desk(profile, around=around, held=act == "write")
if act == "write":
    desk.submit(Reply(UUID(talk), new_id(), "Едет.", Channel.CHAT, 1))
else:
    while desk.queries.changes():
        assert time.monotonic() < end
        time.sleep(0.01)
told["waiting"] = len(desk.queries.changes())
desk.close()
print(json.dumps(told))
"""


@pytest.fixture
def recovery_key(server: RealServer) -> str:
    """Made for the workspace, kept by whoever runs the server."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    server.parts.uow.run(server.ws, SYSTEM, lambda tx: set_recovery_key(tx, public))
    return written(private.private_bytes_raw())


def test_with_a_wiped_keyring_the_recovery_key_opens_the_outbox_and_the_reply_goes_out_once(
    server: RealServer, recovery_key: str, secret_service: Callable[[Keyring], dict[str, str]], tmp_path: Path
) -> None:
    talk = server.write("Марина", "Где мой заказ?")

    def run(act: str, environment: dict[str, str]) -> dict[str, object]:
        argv = [act, server.url, PASSWORD, str(tmp_path), recovery_key, str(talk)]
        told: dict[str, object] = json.loads(told_by(WRITE, environment, *argv))
        return told

    assert run("write", secret_service("unlocked")) == {"waiting": 1}
    wiped = secret_service("unlocked")  # another keyring, with nothing in it
    expected = {"problem": "keys_lost", "wrong": "wrong_recovery_key", "waiting": 0}
    assert run("send", wiped) == expected
    assert [it.payload["text"] for it in on_server(server, talk)] == ["Где мой заказ?", "Едет."]
    assert run("send", wiped) == {"waiting": 0}
    assert len(on_server(server, talk)) == 2


def test_a_key_that_is_set_later_seals_the_outbox_at_the_next_start(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    place = station("anna")
    desk = place.open()
    wait_for(lambda: link_of(desk) is Link.LIVE, "live")
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    server.parts.uow.run(server.ws, SYSTEM, lambda tx: set_recovery_key(tx, public))
    wait_for(lambda: "recovery_key" in desk.queries._source.one("SELECT settings FROM workspace")[0], "the key")
    place.close()
    assert not (place.profile.folder / "outbox.recovery").exists()
    place.open()
    place.close()
    assert isinstance(place.around.vault, MemoryVault)
    kept = dict(place.around.vault.secrets)
    place.around.vault.secrets.clear()
    recover_outbox(place.profile.key, written(private.private_bytes_raw()), around=place.around)
    name = f"{place.profile.key}:outbox"
    assert place.around.vault.secrets == {name: kept[name]}
    other = written(X25519PrivateKey.generate().private_bytes_raw())
    with pytest.raises(Trouble) as trouble:
        recover_outbox(place.profile.key, other, around=place.around)
    assert trouble.value.problem is Problem.WRONG_RECOVERY_KEY


def test_without_a_recovery_key_one_begins_anew_and_the_old_outbox_is_kept_aside(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    talk = server.write("Марина", "Где мой заказ?")
    place = station("anna")
    desk = place.open()
    wait_for(lambda: has_log(desk, talk), "the message")
    server.stop()
    reply(desk, talk, "Едет.")
    place.close()
    assert [(it.person.user_name, it.unsent) for it in people(place.around)] == [("Anna", 1)]
    assert isinstance(place.around.vault, MemoryVault)
    place.around.vault.secrets.clear()
    for _ in range(2):
        with pytest.raises(Trouble) as trouble:
            open_desk(place.profile, around=place.around)
        assert (trouble.value.problem, trouble.value.detail) == (Problem.KEYS_LOST, place.profile.key)
    assert [it.problems for it in people(place.around)] == [(Problem.KEYS_LOST,)]
    with pytest.raises(Trouble) as trouble:
        recover_outbox(place.profile.key, "AAAA", around=place.around)
    assert trouble.value.problem is Problem.NO_RECOVERY
    before = (place.profile.folder / "outbox.db").read_bytes()
    put_outbox_aside(place.profile.key, around=place.around)
    [aside] = place.profile.folder.glob("lost-*")
    assert (aside / "outbox.db").read_bytes() == before
    server.start()
    sign_in(server.url, "anna@domisvet.example", PASSWORD, around=place.around)
    again = place.open()
    wait_for(lambda: has_log(again, talk), "the message")
    assert not again.queries.changes()
