"""What the network does to a request, and what a person is told of it."""

from collections.abc import Iterator
from uuid import UUID

import pytest
import zstandard

from app.client.store.outbox import Forked
from app.client.sync import packing
from app.client.sync.answer import SignInRefused
from app.client.sync.renewal import RefreshToken
from app.client.sync.transport import Transport
from app.client.sync.world import AuthExpired, Gap, Offline, Portal, Revoked, TooOld
from app.protocol.auth import Refresh, SignIn, Tokens
from app.protocol.push import PushAnswer
from app.protocol.versions import HEALTH_PATH, LOGOUT_PATH, PUSH_PATH, REFRESH_PATH, TOKEN_PATH
from app.protocol.wire import decode, encode
from app.server.auth.token import is_secret
from tests.builders.wire import START
from tests.fakes.http_server import Scripted, ScriptedServer

TOKENS = Tokens(
    access="a2", refresh="r2", access_expires_at=START, server_id=UUID(int=1), ws=UUID(int=2), workspace="W",
    user_id=UUID(int=3), user_name="Anna", client=UUID(int=4),
)  # fmt: skip
OK = Scripted(200, encode(PushAnswer(last_mid=1, results=[])))


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    made = ScriptedServer()
    yield made
    made.stop()


class Kept:
    """A vault's one secret."""

    def __init__(self, secret: str = "r1") -> None:
        self.secret = secret

    def set(self, secret: str) -> None:
        self.secret = secret


def transport(server: ScriptedServer, kept: Kept | None = None, access: str = "a1") -> Transport:
    kept = kept or Kept()
    return Transport(server.url + "/", refresh_token=RefreshToken(lambda: kept.secret, kept.set), access=access)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Scripted(200, b"<html>Welcome to the hotel", epoch=False), Offline),
        (Scripted(302, b"", {"Location": "http://login"}, epoch=False), Offline),
        (Scripted(200, b"<html>"), Offline),
        (Scripted(503, b"down"), Offline),
        (Scripted(429, b"{}"), Offline),
        (Scripted(404, b"{}"), Offline),
        (Scripted(426, b'{"error":"too_old","min":2}'), TooOld),
        (Scripted(403, b'{"error":"revoked"}'), Revoked),
        (Scripted(403, b'{"error":"wrong_client"}'), Forked),
        (Scripted(409, b'{"error":"client_forked"}'), Forked),
        (Scripted(409, b'{"error":"gap","expected":7}'), Gap),
    ],
)
def test_every_answer_has_one_meaning(server: ScriptedServer, answer: Scripted, error: type[Exception]):
    server.say(PUSH_PATH, answer)
    with pytest.raises(error):
        transport(server).post(PUSH_PATH, {}, PushAnswer)


def test_nobody_at_the_address_is_offline(server: ScriptedServer):
    gone = transport(server)
    server.stop()
    with pytest.raises(Offline):
        gone.post(PUSH_PATH, {}, PushAnswer)
    server.__init__()  # the fixture stops it again


def test_the_servers_wish_when_to_come_back_is_kept(server: ScriptedServer):
    server.say(PUSH_PATH, Scripted(503, b"", {"Retry-After": "17"}), Scripted(503, b"", {"Retry-After": "soon"}))
    for wish in (17.0, 0.0):
        with pytest.raises(Offline) as offline:
            transport(server).post(PUSH_PATH, {}, PushAnswer)
        assert offline.value.retry_after == wish


@pytest.mark.parametrize("wish", ["inf", "-inf", "nan", "1e999", "-3"])
def test_a_wish_that_is_no_time_is_not_kept(server: ScriptedServer, wish: str):
    server.say(PUSH_PATH, Scripted(503, b"", {"Retry-After": wish}))
    with pytest.raises(Offline) as offline:
        transport(server).post(PUSH_PATH, {}, PushAnswer)
    assert offline.value.retry_after == 0


def test_what_answers_in_the_servers_place_does_not_say_when_to_come_back(server: ScriptedServer):
    server.say(PUSH_PATH, Scripted(503, b"", {"Retry-After": "86400"}, epoch=False))
    with pytest.raises(Portal) as portal:
        transport(server).post(PUSH_PATH, {}, PushAnswer)
    assert portal.value.retry_after == 0


def test_an_expired_access_is_renewed_once_and_the_new_refresh_token_is_kept_first(server: ScriptedServer):
    server.say(PUSH_PATH, Scripted(401), OK)
    server.say(REFRESH_PATH, Scripted(200, encode(TOKENS)))
    kept = Kept()
    assert transport(server, kept).post(PUSH_PATH, {}, PushAnswer).last_mid == 1
    assert kept.secret == "r2"
    assert [path for path, _, _ in server.asked] == [PUSH_PATH, REFRESH_PATH, PUSH_PATH]
    assert server.asked[-1][1]["Authorization"] == "Bearer a2"


def test_after_a_lost_answer_the_same_token_is_wished_for_by_a_program_started_anew_too(server: ScriptedServer):
    server.say(REFRESH_PATH, Scripted(200, b"<html>", epoch=False), Scripted(200, encode(TOKENS)))
    server.say(PUSH_PATH, OK)
    kept = Kept()
    with pytest.raises(Offline):
        transport(server, kept, access="").post(PUSH_PATH, {}, PushAnswer)
    transport(server, kept, access="").post(PUSH_PATH, {}, PushAnswer)
    first, second = (decode(body, Refresh) for path, _, body in server.asked if path == REFRESH_PATH)
    assert first == second
    assert (first.refresh, is_secret(first.next)) == ("r1", True)
    assert kept.secret == "r2"


def test_without_a_good_refresh_token_the_person_signs_in_again(server: ScriptedServer):
    server.say(PUSH_PATH, Scripted(401))
    server.say(REFRESH_PATH, Scripted(401))
    for kept in (Kept(), Kept("")):
        with pytest.raises(AuthExpired):
            transport(server, kept, access="").post(PUSH_PATH, {}, PushAnswer)
    server.say(REFRESH_PATH, Scripted(200, encode(TOKENS)))
    with pytest.raises(AuthExpired):
        transport(server).post(PUSH_PATH, {}, PushAnswer)


def test_the_keyring_is_not_asked_again_and_again_for_a_server_that_is_away(server: ScriptedServer):
    server.say(REFRESH_PATH, Scripted(200, encode(TOKENS)))
    server.say(PUSH_PATH, OK)
    asked: list[str] = []
    kept = RefreshToken(lambda: asked.append("r1") or "r1")  # type: ignore[func-returns-value]
    here = Transport("http://127.0.0.1:1", refresh_token=kept)
    for _ in range(3):
        with pytest.raises(Offline):
            here.post(PUSH_PATH, {}, PushAnswer)
    assert asked == ["r1"]
    here.move_to(server.url)
    assert here.post(PUSH_PATH, {}, PushAnswer).last_mid == 1
    assert [path for path, _, _ in server.asked] == [HEALTH_PATH, REFRESH_PATH, PUSH_PATH]


def test_sign_in_tells_how_many_tries_are_left(server: ScriptedServer):
    server.say(TOKEN_PATH, Scripted(401, b'{"error":"sign_in_failed","detail":{"tries_left":2}}'))
    with pytest.raises(SignInRefused) as refused:
        transport(server).sign_in(SignIn(email="a", password="b"))
    assert refused.value.tries_left == 2
    server.say(TOKEN_PATH, Scripted(200, encode(TOKENS)))
    assert transport(server).sign_in(SignIn(secret="s")) == TOKENS


def test_signing_out_does_not_mind_silence(server: ScriptedServer):
    server.say(LOGOUT_PATH, Scripted(200, b"", epoch=False))
    here = transport(server)
    here.sign_out()
    here.sign_out()
    assert len(server.asked) == 1


def test_the_same_server_may_move_to_another_address(server: ScriptedServer):
    server.say(PUSH_PATH, OK)
    here = Transport("http://127.0.0.1:1", access="a1")
    here.move_to(server.url)
    assert here.post(PUSH_PATH, {}, PushAnswer).last_mid == 1


def test_a_long_answer_comes_compressed_and_one_that_lies_about_itself_is_none(server: ScriptedServer):
    packed = zstandard.ZstdCompressor().compress(encode(PushAnswer(last_mid=7, results=[])))
    bomb = zstandard.ZstdCompressor().compress(bytes(packing.LARGEST + 1))
    endless = zstandard.ZstdCompressor().compressobj()
    unsized = endless.compress(b"{}") + endless.flush()
    server.say(
        PUSH_PATH, Scripted(200, packed), Scripted(200, packed[:-3]), Scripted(200, bomb), Scripted(200, unsized)
    )
    assert transport(server).post(PUSH_PATH, {}, PushAnswer).last_mid == 7
    for _ in range(3):
        with pytest.raises(Offline):
            transport(server).post(PUSH_PATH, {}, PushAnswer)
