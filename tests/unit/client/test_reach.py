"""What stands between this computer and a server is told apart."""

import socket
import ssl

import pytest

from app.client.reach import Reach, look_at, reach_of
from app.client.sync.world import Offline
from app.protocol.versions import HEALTH_PATH
from tests.fakes.http_server import Scripted, ScriptedServer


@pytest.fixture
def server():
    made = ScriptedServer()
    yield made
    made.stop()


def test_a_server_that_answers_is_found(server):
    server.answers[HEALTH_PATH] = [Scripted()]
    assert look_at(server.url) is Reach.FOUND


def test_a_page_that_is_no_deskhand_is_told_from_a_server(server):
    server.answers[HEALTH_PATH] = [Scripted(epoch=False)]
    assert look_at(server.url) is Reach.PORTAL


def test_a_port_where_nobody_listens_refuses():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert look_at(f"http://127.0.0.1:{port}") is Reach.REFUSED


@pytest.mark.parametrize("address", ["http://", "ftp://127.0.0.1", "https://exa mple"])
def test_nonsense_is_no_address(address):
    assert look_at(address) is Reach.BAD_ADDRESS


@pytest.mark.parametrize(
    ("error", "reach"),
    [
        (ssl.SSLError(), Reach.CERTIFICATE),
        (TimeoutError(), Reach.SILENT),
        (ConnectionError("NameResolutionError: Failed to resolve"), Reach.UNNAMED),
    ],
)
def test_other_hindrances_go_by_what_the_library_calls_them(error, reach):
    offline = Offline(type(error).__name__)
    offline.__cause__ = error
    assert reach_of(offline) is reach
