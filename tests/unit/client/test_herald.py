"""What a desk says of itself costs it nothing while nobody hears it."""

import time
from uuid import UUID

from app.client.clock import SystemClock
from app.client.sync.herald import ServerHerald
from app.client.sync.renewal import RefreshToken
from app.client.sync.transport import Transport

NOBODY = "http://127.0.0.1:9"
PATIENCE_S = 30.0


class Counting(Transport):
    """Knows how often it was tried."""

    tries = 0

    def hint(self, path: str, body: bytes = b"") -> None:
        self.tries += 1
        super().hint(path, body)


def settle(herald: ServerHerald, transport: Counting, tries: int) -> None:
    """Until it has seen all that was asked of it, and the server was tried so often."""
    end = time.monotonic() + PATIENCE_S
    while (herald._wake.is_set() or transport.tries < tries) and time.monotonic() < end:
        time.sleep(0.001)
    assert transport.tries == tries


def test_without_a_server_an_opened_request_tries_nothing() -> None:
    transport = Counting(NOBODY, refresh_token=RefreshToken(lambda: "r"))
    herald = ServerHerald(transport, SystemClock(), lambda told: None)
    herald.start()
    settle(herald, transport, 1)
    while herald._is_heard:
        time.sleep(0.001)
    for number in range(5):
        herald.look(UUID(int=number))
        herald.write(UUID(int=number))
        herald.claim(UUID(int=number))
        settle(herald, transport, 1)
    herald.answers()
    settle(herald, transport, 2)
    herald.stop()
    herald._thread.join(PATIENCE_S)
